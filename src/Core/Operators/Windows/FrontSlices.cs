using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// The older slices of a sliding window. Each entry of a slice has taken in what later front slices hold of its key, and knows the next slice
/// that does. So what they all hold of a key is the entry of the first slice that has it, and a slice leaves by handing each of its keys on.
/// </summary>
internal sealed class FrontSlices<TIn, TKey, TKeyRecord, TAcc, TFn, TOut> : IDisposable
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
{
    // Entries worked on between two looks at the budget.
    private const int Units = 64;

    private readonly StepBudget _budget;
    private readonly StateHeap _keyText;

    public FrontSlices(MemoryAccount account, StepBudget budget, PaneList<TKey, TKeyRecord, SliceEntry<TAcc>> spares, uint salt)
    {
        _budget = budget;
        _keyText = new StateHeap(account);
        Table = new(account, _keyText, salt);
        List = new(spares);
    }

    /// <summary>What they hold, by key; text is in the slices' heaps. Link: the first slice that holds the key.</summary>
    public KeyedTable<TKey, TKeyRecord, SliceEntry<TAcc>> Table { get; }

    /// <summary>The slices.</summary>
    public SliceList<TKey, TKeyRecord, TAcc> List { get; private set; }

    /// <summary>True if a slice belongs here, whether or not it is there.</summary>
    public bool Covers(long sliceStart) => List.Count != 0 && sliceStart <= List[^1].Start;

    /// <summary>Lets go of all slices that start before <paramref name="start"/>. False: unfinished, for want of budget.</summary>
    public bool Expire(long start)
    {
        while (List.Count != 0 && List[0].Start < start)
        {
            if (!Empty(List[0])) return false;
            List.RemoveFirst();
        }
        return true;
    }

    /// <summary>Begins to take slices over, from the newest to the oldest; there are none.</summary>
    public void Begin() => _keyText.Clear();

    /// <summary>Gives the entries of a slice what later ones hold. False: unfinished, for want of budget.</summary>
    public bool TakeOver(ref TFn functions, Pane<TKey, TKeyRecord, SliceEntry<TAcc>> slice)
    {
        var cursor = slice.Emitted;
        var table = slice.Table;
        while (_budget.Spend(Units))
        {
            for (int i = 0; i < Units; i++)
            {
                if (!table.MoveNext(ref cursor))
                {
                    slice.Emitted = default;
                    return true;
                }
                ref readonly TKey key = ref table.KeyAt(cursor);
                ref var entry = ref table.ValueAt(cursor);
                ref var front = ref Table.GetOrAdd(in key, TKeyRecord.Hash(in key), out bool added);
                entry.Link = added ? SliceEntry<TAcc>.None : front.Link;
                if (!added) functions.Merge(ref entry.Acc, in front.Acc, slice.Heap);
                front.Acc = entry.Acc;
                front.Link = slice.Start;
            }
        }
        slice.Emitted = cursor;
        return false;
    }

    /// <summary>All slices have been taken over. Returns the list of those before, which is empty.</summary>
    public SliceList<TKey, TKeyRecord, TAcc> End(SliceList<TKey, TKeyRecord, TAcc> slices)
    {
        var before = List;
        List = slices;
        return before;
    }

    /// <summary>Adds a row behind the watermark to a slice, and to what earlier ones know of it.</summary>
    public void Add(ref TFn functions, in Timed<TIn> row, in TKey key, ulong hash, long sliceStart)
    {
        int place = List.Place(sliceStart);
        var slice = List[place];
        ref var entry = ref slice.Table.GetOrAdd(in key, hash, out bool added);
        if (added)
        {
            entry.Link = SliceEntry<TAcc>.None;
            for (int later = place + 1; later < List.Count; later++)
            {
                if (!List[later].Table.TryFind(in key, hash, out var next)) continue;
                functions.Merge(ref entry.Acc, in next.Acc, slice.Heap);
                entry.Link = List[later].Start;
                break;
            }
        }
        functions.Add(ref entry.Acc, in row.Row, row.Time, slice.Heap);
        var first = slice;
        for (int earlier = place - 1; earlier >= 0; earlier--)
        {
            if (!List[earlier].Table.TryFind(in key, hash, out _)) continue;
            ref var before = ref List[earlier].Table.GetOrAdd(in key, hash, out _);
            functions.Add(ref before.Acc, in row.Row, row.Time, List[earlier].Heap);
            if (added && first == slice) before.Link = slice.Start;
            first = List[earlier];
        }
        Continue(in key, hash, first);
    }

    /// <summary>Finds for each key the first slice that holds it.</summary>
    public void Fill()
    {
        Clear();
        for (int i = List.Count - 1; i >= 0; i--)
        {
            var table = List[i].Table;
            TableCursor cursor = default;
            while (table.MoveNext(ref cursor))
            {
                ref readonly TKey key = ref table.KeyAt(cursor);
                ref var front = ref Table.GetOrAdd(in key, TKeyRecord.Hash(in key), out _);
                front.Acc = table.ValueAt(cursor).Acc;
                front.Link = List[i].Start;
            }
        }
    }

    /// <summary>Gives up what they hold by key, but not the slices.</summary>
    public void Clear()
    {
        Table.Clear();
        _keyText.Clear();
    }

    public void Dispose()
    {
        List.Dispose();
        Table.Dispose();
        _keyText.Dispose();
    }

    /// <summary>Empties the oldest slice: its keys go on with what the next slices that hold them have.</summary>
    private bool Empty(Pane<TKey, TKeyRecord, SliceEntry<TAcc>> slice)
    {
        var cursor = slice.Emitted;
        var table = slice.Table;
        while (_budget.Spend(Units))
        {
            for (int i = 0; i < Units; i++)
            {
                if (!table.Drain(ref cursor)) return true;
                ref readonly TKey key = ref table.KeyAt(cursor);
                long next = table.ValueAt(cursor).Link;
                ulong hash = TKeyRecord.Hash(in key);
                if (next == SliceEntry<TAcc>.None) Table.Remove(in key, hash);
                else Continue(in key, hash, List[List.Find(next)]);
            }
        }
        slice.Emitted = cursor;
        return false;
    }

    /// <summary>The front holds of a key what <paramref name="slice"/>, the first that has it, says.</summary>
    private void Continue(in TKey key, ulong hash, Pane<TKey, TKeyRecord, SliceEntry<TAcc>> slice)
    {
        slice.Table.TryFind(in key, hash, out var entry);
        ref var front = ref Table.GetOrAdd(in key, hash, out _);
        front.Acc = entry.Acc;
        front.Link = slice.Start;
    }
}
