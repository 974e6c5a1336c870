using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// The slices that a sliding window has taken in, as two stacks: what a window holds of a key is one accumulator of the front and
/// one of the back, whatever the number of slices, and no aggregate needs an inverse.
/// </summary>
/// <remarks>
/// <para>A slice that a window's end has passed is added to the back: merged into one table, and kept. When the oldest slice
/// leaves and the front is empty, the back is turned over: from the newest slice to the oldest, each entry takes in what later slices
/// hold of its key and notes the next slice that does. From then on the oldest slice leaves by handing each of its keys on to that
/// next slice. So an entry of a slice is touched four times in its life, however many windows it is in.</para>
/// <para>All of it is resumable: a slice may hold millions of keys.</para>
/// </remarks>
internal sealed class Slices<TIn, TKey, TKeyRecord, TAcc, TFn, TOut> : IDisposable
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
{
    // Entries worked on between two looks at the budget.
    private const int Units = 64;

    private readonly StepBudget _budget;
    private readonly PaneList<TKey, TKeyRecord, SliceEntry<TAcc>> _spares;
    private readonly StateHeap _backHeap;
    private SliceList<TKey, TKeyRecord, TAcc> _back;
    // The back is being turned over: slices left, and how far the back's table has been emptied afterwards.
    private bool _turning;
    private int _toTurn;
    private TableCursor _emptied;

    public Slices(MemoryAccount account, StepBudget budget, PaneList<TKey, TKeyRecord, SliceEntry<TAcc>> spares, uint salt)
    {
        _budget = budget;
        _spares = spares;
        _back = new(spares);
        _backHeap = new StateHeap(account);
        Back = new(account, _backHeap, salt ^ 0x5bd1e995);
        Front = new(account, budget, spares, salt ^ 0x27d4eb2f);
    }

    /// <summary>What the back slices hold, by key.</summary>
    public KeyedTable<TKey, TKeyRecord, TAcc> Back { get; }

    /// <summary>The front slices.</summary>
    public FrontSlices<TIn, TKey, TKeyRecord, TAcc, TFn, TOut> Front { get; }

    /// <summary>True if no slice is left.</summary>
    public bool IsEmpty => _back.Count == 0 && Front.List.Count == 0;

    /// <summary>Takes in a slice that no row can join in the ordinary way. False: unfinished, for want of budget.</summary>
    public bool Absorb(ref TFn functions, Pane<TKey, TKeyRecord, SliceEntry<TAcc>> slice)
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
                    _back.Add(slice);
                    return true;
                }
                ref readonly TKey key = ref table.KeyAt(cursor);
                ref TAcc acc = ref Back.GetOrAdd(in key, TKeyRecord.Hash(in key), out _);
                functions.Merge(ref acc, in table.ValueAt(cursor).Acc, _backHeap);
            }
        }
        slice.Emitted = cursor;
        return false;
    }

    /// <summary>Lets go of all slices that start before <paramref name="start"/>. False: unfinished, for want of budget.</summary>
    public bool Expire(ref TFn functions, long start)
    {
        while (true)
        {
            if (!_turning)
            {
                if (!Front.Expire(start)) return false;
                if (Front.List.Count != 0 || _back.Count == 0 || _back[0].Start >= start) return true;
            }
            if (!TurnOver(ref functions)) return false;
        }
    }

    /// <summary>Adds a row behind the watermark, whose slice has been taken in but is still part of windows to come.</summary>
    public void AddBehind(ref TFn functions, in Timed<TIn> row, long sliceStart)
    {
        TKey key = functions.Key(in row.Row);
        ulong hash = TKeyRecord.Hash(in key);
        if (Front.Covers(sliceStart))
        {
            Front.Add(ref functions, in row, in key, hash, sliceStart);
            return;
        }
        var slice = _back[_back.Place(sliceStart)];
        Add(ref functions, ref slice.Table.GetOrAdd(in key, hash, out bool added).Acc, added, in row, slice.Heap);
        Add(ref functions, ref Back.GetOrAdd(in key, hash, out added), added, in row, _backHeap);
    }

    /// <summary>Writes the slices; none of them is being turned over.</summary>
    public void Save(SnapshotWriter to)
    {
        Save(Front.List, to);
        Save(_back, to);
        // Not made of the slices again: what came behind the watermark has been added last.
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Save(Back, to);
    }

    /// <summary>Reads slices and adds them to those that are there, of other keys.</summary>
    public void Load(ref TFn functions, SnapshotReader from)
    {
        if (IsEmpty)
        {
            Read(ref functions, from);
            Front.Fill();
            return;
        }
        // Another subtask may have turned over at another time: all is made front, where each key goes its own way.
        using var part = new Slices<TIn, TKey, TKeyRecord, TAcc, TFn, TOut>(_backHeap.Account, _budget, _spares, 0);
        part.Read(ref functions, from);
        part.TurnAll(ref functions);
        TurnAll(ref functions);
        for (int i = 0; i < part.Front.List.Count; i++)
        {
            var other = part.Front.List[i];
            var slice = Front.List[Front.List.Place(other.Start)];
            TableCursor cursor = default;
            while (other.Table.MoveNext(ref cursor))
            {
                ref readonly TKey key = ref other.Table.KeyAt(cursor);
                ref var entry = ref slice.Table.GetOrAdd(in key, TKeyRecord.Hash(in key), out _);
                entry.Link = other.Table.ValueAt(cursor).Link;
                functions.Merge(ref entry.Acc, in other.Table.ValueAt(cursor).Acc, slice.Heap);
            }
        }
        Front.Fill();
    }

    public void Dispose()
    {
        _back.Dispose();
        Front.Dispose();
        Back.Dispose();
        _backHeap.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref TFn functions, ref TAcc acc, bool isNew, in Timed<TIn> row, StateHeap heap)
    {
        if (isNew) functions.Create(ref acc, in row.Row, row.Time, heap);
        else functions.Add(ref acc, in row.Row, row.Time, heap);
    }

    private static void Save(SliceList<TKey, TKeyRecord, TAcc> slices, SnapshotWriter to)
    {
        to.Write(slices.Count);
        for (int i = 0; i < slices.Count; i++) AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, SliceEntry<TAcc>, TakenSlice<TAcc>>.Save(slices[i], to);
    }

    /// <summary>Makes the back the front, from the newest slice to the oldest. False: unfinished, for want of budget.</summary>
    private bool TurnOver(ref TFn functions)
    {
        if (!_turning)
        {
            _turning = true;
            _toTurn = _back.Count;
            _emptied = default;
            Front.Begin();
        }
        for (; _toTurn > 0; _toTurn--)
        {
            if (!Front.TakeOver(ref functions, _back[_toTurn - 1])) return false;
        }
        while (_budget.Spend(Units))
        {
            for (int i = 0; i < Units; i++)
            {
                if (Back.Drain(ref _emptied)) continue;
                _backHeap.Clear();
                _back = Front.End(_back);
                _turning = false;
                return true;
            }
        }
        return false;
    }

    private void Read(ref TFn functions, SnapshotReader from)
    {
        Read(Front.List, ref functions, from);
        Read(_back, ref functions, from);
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Load(Back, _backHeap, ref functions, from);
    }

    private void Read(SliceList<TKey, TKeyRecord, TAcc> slices, ref TFn functions, SnapshotReader from)
    {
        for (int left = from.Read<int>(); left > 0; left--)
        {
            var slice = _spares.Take(from.Read<long>());
            from.Read<bool>();
            AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, SliceEntry<TAcc>, TakenSlice<TAcc>>.Load(slice.Table, slice.Heap, ref functions, from);
            if (slice.Table.Count != 0) slices.Add(slice);
            else _spares.Recycle(slice);
        }
    }

    /// <summary>Makes all slices front ones.</summary>
    private void TurnAll(ref TFn functions)
    {
        Front.Clear();
        for (int i = _back.Count - 1; i >= 0; i--) TurnTo(ref functions, _back[i], isBack: true);
        for (int i = Front.List.Count - 1; i >= 0; i--) TurnTo(ref functions, Front.List[i], isBack: false);
        for (int i = 0; i < _back.Count; i++) Front.List.Add(_back[i]);
        _back.Clear();
        Back.Clear();
        _backHeap.Clear();
    }

    /// <summary>Adds to the entries of a slice what later ones hold; those of a front slice know of the front slices already.</summary>
    private void TurnTo(ref TFn functions, Pane<TKey, TKeyRecord, SliceEntry<TAcc>> slice, bool isBack)
    {
        TableCursor cursor = default;
        while (slice.Table.MoveNext(ref cursor))
        {
            ref readonly TKey key = ref slice.Table.KeyAt(cursor);
            ulong hash = TKeyRecord.Hash(in key);
            ref var entry = ref slice.Table.ValueAt(cursor);
            ref var front = ref Front.Table.GetOrAdd(in key, hash, out bool added);
            entry.Link = added ? SliceEntry<TAcc>.None : front.Link;
            if (isBack && !added) functions.Merge(ref entry.Acc, in front.Acc, slice.Heap);
            else if (!isBack && Back.TryFind(in key, hash, out TAcc back)) functions.Merge(ref entry.Acc, in back, slice.Heap);
            front.Acc = entry.Acc;
            front.Link = slice.Start;
        }
    }
}
