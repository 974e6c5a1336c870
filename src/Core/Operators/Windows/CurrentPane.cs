using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>The pane that rows are added to: that of the last row. A row of another pane stops the adding, for its operator to decide.</summary>
/// <remarks>
/// Two passes over a batch: <see cref="TryTake"/> computes hashes and, when the table has outgrown the cache, prefetches; <see cref="Add"/>
/// adds to accumulators. So the cache misses of different keys overlap.
/// </remarks>
internal struct CurrentPane<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TEntry, TPart>()
    where TIn : unmanaged
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
    where TEntry : unmanaged
    where TPart : struct, IPaneEntry<TEntry, TAcc>
{
    private readonly KeyBatch<TIn, TKey, TKeyRecord> _batch = new();
    private KeyedTable<TKey, TKeyRecord, TEntry>? _table;
    private StateHeap? _heap;
    private long _start;
    // 0 for no pane.
    private long _size;

    /// <summary>Takes the next batch off the front of <paramref name="rows"/>, and prepares it; false if there are no more.</summary>
    public readonly bool TryTake(ref ReadOnlySpan<Timed<TIn>> rows, ref TFn functions, out ReadOnlySpan<Timed<TIn>> batch)
    {
        if (!KeyBatch<TIn, TKey, TKeyRecord>.TryTake(ref rows, out batch)) return false;
        _batch.Prepare(batch, ref functions, _table);
        return true;
    }

    /// <summary>Hash of the key of a row of the prepared batch.</summary>
    public readonly ulong HashOf(int index) => _batch.Hashes[index];

    /// <summary>True if a time lies in the pane. Not of the very last time there is, which the pane may have to be entered for again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Covers(long time) => (ulong)(time - _start) < (ulong)_size;

    /// <summary>Adds a row of the prepared batch, which belongs to the pane, and those behind it that do. Returns the index of the first that does not.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly int Add(ReadOnlySpan<Timed<TIn>> batch, int from, ref TFn functions)
    {
        var table = _table!;
        var heap = _heap!;
        long start = _start, size = _size;
        var hashes = _batch.Hashes;
        int i = from;
        do
        {
            ref readonly var row = ref batch[i];
            TKey key = functions.Key(in row.Row);
            ref var entry = ref table.GetOrAdd(in key, hashes[i], out bool isNew);
            TPart.Note(ref entry, isNew, row.Time, TFn.CanRetract);
            // What can be subtracted begins at zero: no branch on whether the key is new, which is often mispredicted.
            if (!TFn.CanRetract && isNew) functions.Create(ref TPart.AccOf(ref entry), in row.Row, row.Time, heap);
            else functions.Add(ref TPart.AccOf(ref entry), in row.Row, row.Time, heap);
        }
        while (++i < batch.Length && (ulong)(batch[i].Time - start) < (ulong)size);
        return i;
    }

    /// <summary>True if the pane starts at <paramref name="start"/>.</summary>
    public readonly bool IsAt(long start) => _start == start && _size != 0;

    /// <summary>Adds partial accumulators as long as they belong to the pane. Returns the index of the first that does not.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly int Merge(ReadOnlySpan<Partial<TKey, TAcc>> rows, int from, ref TFn functions)
    {
        const int Ahead = 16;
        var table = _table!;
        for (int i = from; i < rows.Length; i++)
        {
            ref readonly var partial = ref rows[i];
            if (partial.PaneStart != _start) return i;
            if (i + Ahead < rows.Length) table.Prefetch(TKeyRecord.Hash(in rows[i + Ahead].Key));
            ref var entry = ref table.GetOrAdd(in partial.Key, TKeyRecord.Hash(in partial.Key), out bool isNew);
            TPart.Note(ref entry, isNew, partial.PaneStart, TFn.CanRetract);
            functions.Merge(ref TPart.AccOf(ref entry), in partial.Acc, _heap!);
        }
        return rows.Length;
    }

    /// <summary>Turns to a pane.</summary>
    /// <param name="pane">The pane.</param>
    /// <param name="reach">How many microseconds from its start its rows can be (<see cref="WindowSpec.PaneReach"/>).</param>
    public void Enter(Pane<TKey, TKeyRecord, TEntry> pane, long reach)
    {
        _table = pane.Table;
        _heap = pane.Heap;
        _start = pane.Start;
        _size = reach;
    }

    /// <summary>No row is added to a pane any more.</summary>
    public void Leave(Pane<TKey, TKeyRecord, TEntry> pane)
    {
        if (pane.Start == _start) (_size, _table) = (0, null);
    }
}
