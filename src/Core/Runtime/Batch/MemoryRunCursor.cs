using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>A sorted pile, which goes back as it is read.</summary>
internal sealed class MemoryRunCursor<TRow, TRecord> : RunCursor where TRow : unmanaged where TRecord : struct, IRecord<TRow>
{
    private readonly Pile _pile;
    private readonly SortMemory _memory;
    private readonly int _lane;
    private readonly int _run;
    private int _next;

    public MemoryRunCursor(int lane, int run, Pile pile, SortMemory memory)
    {
        (_lane, _run, _pile, _memory) = (lane, run, pile, memory);
        Key = KeyOf(pile.Index!.Rows<SortEntry>()[0]);
    }

    public override bool MoveTo(MergedBlock block, in SortKey limit)
    {
        var entries = _pile.Index!.Rows<SortEntry>();
        int first = _next;
        bool hasRoom = true;
        while (_next < entries.Length)
        {
            var entry = entries[_next];
            if (KeyOf(entry).CompareTo(limit) >= 0) break;
            ref readonly TRow row = ref _pile.Segments[entry.Segment].Rows<TRow>()[entry.Row];
            if (!LaneWriter.TryAppend<TRow, TRecord>(block, _lane, in row, _memory))
            {
                hasRoom = false;
                break;
            }
            block.From(entry.Channel);
            _next++;
        }
        block.Added(_lane, _next - first);
        if (_next < entries.Length) Key = KeyOf(entries[_next]);
        else End();
        return hasRoom;
    }

    private SortKey KeyOf(SortEntry entry) => new(entry.Time, entry.Channel, _run, _lane);

    private void End()
    {
        IsAtEnd = true;
        Key = SortKey.End;
        foreach (var segment in _pile.Segments) _memory.Return(segment);
        _memory.Return(_pile.Index!);
        _pile.Segments.Clear();
        _pile.Index = null;
    }
}
