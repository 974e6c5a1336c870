using System.Runtime.InteropServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>A run on disk, read block by block.</summary>
internal sealed class SpilledRunCursor<TRow, TRecord> : RunCursor where TRow : unmanaged where TRecord : struct, IRecord<TRow>
{
    private readonly int _lane;
    private readonly SpilledRun _spilled;
    private readonly SpillFile _file;
    private readonly SortMemory _memory;
    private Segment? _rows;
    private int[] _channels = [];
    private int _block;
    private int _next;

    public SpilledRunCursor(int lane, SpilledRun run, SpillFile file, SortMemory memory)
    {
        (_lane, _spilled, _file, _memory) = (lane, run, file, memory);
        Load();
    }

    public override bool MoveTo(MergedBlock block, in SortKey limit)
    {
        while (!IsAtEnd)
        {
            var rows = _rows!.Rows<TRow>();
            int first = _next;
            bool isBehind = false, hasRoom = true;
            while (_next < rows.Length)
            {
                ref readonly TRow row = ref rows[_next];
                isBehind = KeyOf(in row).CompareTo(limit) >= 0;
                if (isBehind) break;
                hasRoom = LaneWriter.TryAppend<TRow, TRecord>(block, _lane, in row, _memory);
                if (!hasRoom) break;
                block.From(_channels[_next]);
                _next++;
            }
            block.Added(_lane, _next - first);
            if (_next < rows.Length)
            {
                Key = KeyOf(in rows[_next]);
                return hasRoom;
            }
            Load();
        }
        return true;
    }

    private SortKey KeyOf(in TRow row) => new(TRecord.TimeOf(in row), _channels[_next], _spilled.Number, _lane);

    private void Load()
    {
        if (_rows is not null) _memory.Return(_rows);
        _rows = null;
        _next = 0;
        if (_block == _spilled.Blocks.Count)
        {
            IsAtEnd = true;
            Key = SortKey.End;
            return;
        }
        var bytes = _file.Read(_spilled.Blocks[_block++]);
        _rows = TypedRowShape<TRow, TRecord>.Read(bytes, _memory.Rent, out var channels);
        if (_channels.Length < _rows.RowCount) _channels = new int[_rows.RowCount];
        channels.CopyTo(MemoryMarshal.AsBytes(_channels.AsSpan(0, _rows.RowCount)));
        Key = KeyOf(in _rows.Rows<TRow>()[0]);
    }
}
