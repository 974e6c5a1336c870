using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>
/// Writes tables and panes of accumulators to snapshots, and reads them back, as far as keys belong to the reading subtask. What is there
/// already stays, and what is read is added to it.
/// </summary>
/// <remarks>
/// An accumulator is read by merging it into one of no rows, which copies to the heap what lies outside of it, in the blocks that its slots expect.
/// </remarks>
internal static class AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TEntry, TPart>
    where TIn : unmanaged
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
    where TEntry : unmanaged
    where TPart : struct, IEntry<TEntry, TAcc>
{
    /// <summary>Writes open panes.</summary>
    public static void Save(PaneList<TKey, TKeyRecord, TEntry> panes, SnapshotWriter to)
    {
        to.Write(panes.Count);
        for (int i = 0; i < panes.Count; i++) Save(panes[i], to);
    }

    /// <summary>Writes a pane.</summary>
    public static void Save(Pane<TKey, TKeyRecord, TEntry> pane, SnapshotWriter to)
    {
        to.Write(pane.Start);
        to.Write(pane.HasEnded);
        Save(pane.Table, to);
    }

    /// <summary>Writes a table.</summary>
    public static void Save(KeyedTable<TKey, TKeyRecord, TEntry> table, SnapshotWriter to)
    {
        TableCursor cursor = default;
        while (table.MoveNext(ref cursor))
        {
            ref var entry = ref table.ValueAt(cursor);
            if (!TPart.IsKept(in entry)) continue;
            to.Write(true);
            to.WriteRow<TKey, TKeyRecord>(in table.KeyAt(cursor));
            TPart.Save(in entry, to);
            to.WriteRow<TAcc, TAcc>(in TPart.AccOf(ref entry));
        }
        to.Write(false);
    }

    /// <summary>Reads open panes.</summary>
    public static void Load(PaneList<TKey, TKeyRecord, TEntry> panes, ref TFn functions, SnapshotReader from)
    {
        for (int left = from.Read<int>(); left > 0; left--)
        {
            long start = from.Read<long>();
            bool hasEnded = from.Read<bool>();
            var found = panes.Find(start);
            // So that a pane of other subtasks' keys does not stay.
            var pane = found ?? panes.Take(start);
            Load(pane.Table, pane.Heap, ref functions, from);
            pane.HasEnded = hasEnded && (found is null || found.HasEnded);
            if (found is not null) continue;
            if (pane.Table.Count != 0) panes.Add(pane);
            else panes.Recycle(pane);
        }
    }

    /// <summary>Reads a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="heap">Where what lies outside of accumulators goes.</param>
    /// <param name="functions">The user's functions.</param>
    /// <param name="from">The snapshot.</param>
    public static void Load(KeyedTable<TKey, TKeyRecord, TEntry> table, StateHeap heap, ref TFn functions, SnapshotReader from)
    {
        while (from.Read<bool>())
        {
            TKey key = from.ReadRow<TKey, TKeyRecord>();
            TEntry entry = default;
            TPart.Load(ref entry, from);
            TAcc acc = from.ReadRow<TAcc, TAcc>();
            ulong hash = TKeyRecord.Hash(in key);
            if (!from.Owns(hash)) continue;
            ref var kept = ref table.GetOrAdd(in key, hash, out bool added);
            if (added) kept = entry;
            Add(ref TPart.AccOf(ref kept), added, in acc, heap, ref functions);
        }
    }

    private static void Add(ref TAcc kept, bool isNew, in TAcc read, StateHeap heap, ref TFn functions)
    {
        // Exactly as it was, also where a sum would round.
        if (isNew && !TAcc.HasText) kept = read;
        else functions.Merge(ref kept, in read, heap);
    }
}
