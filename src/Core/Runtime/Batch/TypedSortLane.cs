using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>A lane of rows of one type.</summary>
internal sealed class TypedSortLane<TRow, TRecord>(int number, int input, int kind, SortMemory memory) : SortLane(number, input, kind)
    where TRow : unmanaged where TRecord : struct, IRecord<TRow>
{
    // An index is one block; what is added before anyone looks fits too.
    private static readonly int MostRows = Segment.MaxRowBytes / Unsafe.SizeOf<SortEntry>() - BlockingExchange.SliceRows;

    private Pile _growing = new();
    private Pile _sealed = new();
    private MemoryRunCursor<TRow, TRecord>? _inMemory;

    public override RowShape Shape => TypedRowShape<TRow, TRecord>.Instance;

    public override long PileBytes => _growing.Rows >= MostRows ? long.MaxValue : _growing.SegmentBytes + IndexBytes(_growing.Rows);

    public override void Add(Segment rows, int from, int to, int channel)
    {
        var source = rows.Rows<TRow>();
        var pile = _growing;
        for (int i = from; i < to; i++)
        {
            ref readonly TRow row = ref source[i];
            if (pile.Segments.Count > 0 && new RowWriter(pile.Segments[^1]).TryAppend<TRow, TRecord>(in row)) continue;
            long sizeBytes = RowWriter.BytesFor<TRow, TRecord>(in row);
            var segment = memory.Rent((int)Math.Max(sizeBytes, memory.BlockBytes));
            new RowWriter(segment).TryAppend<TRow, TRecord>(in row);
            pile.Segments.Add(segment);
            pile.SegmentBytes += segment.SizeBytes;
        }
        pile.Rows += to - from;
        if (pile.Origins.Count > 0 && pile.Origins[^1].Channel == channel) pile.Origins[^1] = (channel, pile.Origins[^1].Count + to - from);
        else pile.Origins.Add((channel, to - from));
    }

    public override void Seal() => (_sealed, _growing) = (_growing, new Pile());

    public override void Sort(int run)
    {
        if (_sealed.Rows == 0) return;
        BuildIndex(_sealed);
        _inMemory = new MemoryRunCursor<TRow, TRecord>(Number, run, _sealed, memory);
    }

    public override void Spill(int run, SpillFile file)
    {
        if (_sealed.Rows == 0) return;
        BuildIndex(_sealed);
        Spilled.Add(new SpilledRun(run, Write([new MemoryRunCursor<TRow, TRecord>(Number, run, _sealed, memory)], file, static () => false)));
        _sealed = new Pile();
    }

    public override void Reduce(int most, SpillFile file, Func<bool> isCancelled)
    {
        while (Spilled.Count > most && !isCancelled())
        {
            // Neighbours, so that a run still holds what arrived before the next; as evenly as can be.
            int groups = Math.Max((Spilled.Count + memory.FanIn - 1) / memory.FanIn, 1);
            var merged = new List<SpilledRun>(groups);
            for (int i = 0; i < groups; i++)
            {
                int from = (int)((long)Spilled.Count * i / groups), to = (int)((long)Spilled.Count * (i + 1) / groups);
                var group = Spilled[from..to];
                merged.Add(group.Count == 1 ? group[0] : new SpilledRun(group[0].Number, Write(group.Select(run => Cursor(run, file)), file, isCancelled)));
                if (isCancelled()) return;
            }
            Spilled = merged;
        }
    }

    public override IEnumerable<RunCursor> Cursors(SpillFile file)
    {
        foreach (var run in Spilled) yield return Cursor(run, file);
        if (_inMemory is not null) yield return _inMemory;
    }

    private SpilledRunCursor<TRow, TRecord> Cursor(SpilledRun run, SpillFile file) => new(Number, run, file, memory);

    private List<SpilledBlock> Write(IEnumerable<RunCursor> cursors, SpillFile file, Func<bool> isCancelled)
    {
        var blocks = new List<SpilledBlock>();
        var merge = new RunMerge(cursors);
        var block = new MergedBlock(Number + 1, keepsChannels: true);
        while (!merge.IsAtEnd && !isCancelled())
        {
            merge.Fill(block);
            var rows = block[Number]!;
            int rowBytes = RowBlock.BytesFor<TRow>(rows), channelBytes = block.Channels.Count * sizeof(int);
            var room = file.Room(rowBytes + channelBytes);
            RowBlock.Write<TRow, TRecord>(rows, room);
            MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(block.Channels)).CopyTo(room[rowBytes..]);
            blocks.Add(file.Append(rowBytes + channelBytes));
            block.Return(memory);
        }
        return blocks;
    }

    private static long IndexBytes(int rows) =>
        rows == 0 ? 0 : Math.Max((long)BitOperations.RoundUpToPowerOf2((uint)rows * (uint)Unsafe.SizeOf<SortEntry>()), Segment.MinBytes);

    private void BuildIndex(Pile pile)
    {
        var index = memory.Rent(pile.Rows * Unsafe.SizeOf<SortEntry>());
        pile.Index = index;
        var writer = new RowWriter(index);
        int segment = 0, row = 0;
        bool inOrder = true;
        var last = default(SortEntry);
        var rows = pile.Segments[0].Rows<TRow>();
        foreach (var (channel, count) in pile.Origins)
        {
            for (int i = 0; i < count; i++, row++)
            {
                if (row == rows.Length)
                {
                    rows = pile.Segments[++segment].Rows<TRow>();
                    row = 0;
                }
                var entry = new SortEntry(TRecord.TimeOf(in rows[row]), channel, segment, row);
                inOrder &= index.RowCount == 0 || last.CompareTo(entry) < 0;
                last = entry;
                writer.TryReserve<SortEntry>() = entry;
            }
        }
        if (inOrder) return;
        var entries = index.Rows<SortEntry>();
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(entries), entries.Length).Sort();
    }
}
