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
    private List<Pane<TKey, TKeyRecord, SliceEntry<TAcc>>> _back = [];
    private List<Pane<TKey, TKeyRecord, SliceEntry<TAcc>>> _front = [];
    // The front slices before it have left.
    private int _frontFirst;
    // The back is being turned over: slices left, and how far the back's table has been emptied afterwards.
    private bool _turning;
    private int _toTurn;
    private TableCursor _emptied;

    public Slices(MemoryAccount account, StepBudget budget, PaneList<TKey, TKeyRecord, SliceEntry<TAcc>> spares, uint salt)
    {
        _budget = budget;
        _spares = spares;
        BackHeap = new StateHeap(account);
        FrontHeap = new StateHeap(account);
        Back = new(account, BackHeap, salt ^ 0x5bd1e995);
        Front = new(account, FrontHeap, salt ^ 0x27d4eb2f);
    }

    /// <summary>What the back slices hold, by key.</summary>
    public KeyedTable<TKey, TKeyRecord, TAcc> Back { get; }

    /// <summary>What the front slices hold, by key; text is in the slices' heaps. Link: the first slice that holds the key.</summary>
    public KeyedTable<TKey, TKeyRecord, SliceEntry<TAcc>> Front { get; }

    /// <summary>True if no slice is left.</summary>
    public bool IsEmpty => _back.Count == 0 && _frontFirst == _front.Count;

    private StateHeap BackHeap { get; }

    private StateHeap FrontHeap { get; }

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
                functions.Merge(ref acc, in table.ValueAt(cursor).Acc, BackHeap);
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
            if (_turning || (_frontFirst == _front.Count && _back.Count != 0 && _back[0].Start < start))
            {
                if (!TurnOver(ref functions)) return false;
            }
            if (_frontFirst == _front.Count || _front[_frontFirst].Start >= start) return true;
            if (!Leave(_front[_frontFirst])) return false;
            _spares.Recycle(_front[_frontFirst]);
            _front[_frontFirst++] = null!;
            if (_frontFirst < _front.Count) continue;
            _front.Clear();
            _frontFirst = 0;
        }
    }

    /// <summary>Adds a row behind the watermark, whose slice has been taken in but is still part of windows to come.</summary>
    public void AddBehind(ref TFn functions, in Timed<TIn> row, long sliceStart)
    {
        TKey key = functions.Key(in row.Row);
        ulong hash = TKeyRecord.Hash(in key);
        if (_frontFirst < _front.Count && sliceStart <= _front[^1].Start)
        {
            AddToFront(ref functions, in row, in key, hash, sliceStart);
            return;
        }
        var slice = _back[Place(_back, 0, sliceStart)];
        Add(ref functions, ref slice.Table.GetOrAdd(in key, hash, out bool added).Acc, added, in row, slice.Heap);
        Add(ref functions, ref Back.GetOrAdd(in key, hash, out added), added, in row, BackHeap);
    }

    public void Dispose()
    {
        foreach (var slice in _back) slice.Dispose();
        for (; _frontFirst < _front.Count; _frontFirst++) _front[_frontFirst].Dispose();
        Back.Dispose();
        Front.Dispose();
        BackHeap.Dispose();
        FrontHeap.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref TFn functions, ref TAcc acc, bool isNew, in Timed<TIn> row, StateHeap heap)
    {
        if (isNew) functions.Create(ref acc, in row.Row, row.Time, heap);
        else functions.Add(ref acc, in row.Row, row.Time, heap);
    }

    /// <summary>Makes the back the front, from the newest slice to the oldest.</summary>
    private bool TurnOver(ref TFn functions)
    {
        if (!_turning)
        {
            _turning = true;
            _toTurn = _back.Count;
            _emptied = default;
            FrontHeap.Clear();
        }
        for (; _toTurn > 0; _toTurn--)
        {
            if (!TurnOver(ref functions, _back[_toTurn - 1])) return false;
        }
        while (_budget.Spend(Units))
        {
            for (int i = 0; i < Units; i++)
            {
                if (Back.Drain(ref _emptied)) continue;
                BackHeap.Clear();
                (_front, _back) = (_back, _front);
                _turning = false;
                return true;
            }
        }
        return false;
    }

    private bool TurnOver(ref TFn functions, Pane<TKey, TKeyRecord, SliceEntry<TAcc>> slice)
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
                ref var front = ref Front.GetOrAdd(in key, TKeyRecord.Hash(in key), out bool added);
                entry.Link = added ? SliceEntry<TAcc>.None : front.Link;
                if (!added) functions.Merge(ref entry.Acc, in front.Acc, slice.Heap);
                front.Acc = entry.Acc;
                front.Link = slice.Start;
            }
        }
        slice.Emitted = cursor;
        return false;
    }

    /// <summary>Empties the oldest front slice: its keys go on with what the next slices that hold them have.</summary>
    private bool Leave(Pane<TKey, TKeyRecord, SliceEntry<TAcc>> slice)
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
                if (next == SliceEntry<TAcc>.None) Front.Remove(in key, hash);
                else Continue(in key, hash, _front[Find(_front, _frontFirst, next)]);
            }
        }
        slice.Emitted = cursor;
        return false;
    }

    /// <summary>The front holds of a key what <paramref name="slice"/>, the first that has it, says.</summary>
    private void Continue(in TKey key, ulong hash, Pane<TKey, TKeyRecord, SliceEntry<TAcc>> slice)
    {
        slice.Table.TryFind(in key, hash, out var entry);
        ref var front = ref Front.GetOrAdd(in key, hash, out _);
        front.Acc = entry.Acc;
        front.Link = slice.Start;
    }

    private void AddToFront(ref TFn functions, in Timed<TIn> row, in TKey key, ulong hash, long sliceStart)
    {
        int place = Place(_front, _frontFirst, sliceStart);
        var slice = _front[place];
        ref var entry = ref slice.Table.GetOrAdd(in key, hash, out bool added);
        if (added)
        {
            entry.Link = SliceEntry<TAcc>.None;
            for (int later = place + 1; later < _front.Count; later++)
            {
                if (!_front[later].Table.TryFind(in key, hash, out var next)) continue;
                functions.Merge(ref entry.Acc, in next.Acc, slice.Heap);
                entry.Link = _front[later].Start;
                break;
            }
        }
        functions.Add(ref entry.Acc, in row.Row, row.Time, slice.Heap);
        var first = slice;
        for (int earlier = place - 1; earlier >= _frontFirst; earlier--)
        {
            if (!_front[earlier].Table.TryFind(in key, hash, out _)) continue;
            ref var before = ref _front[earlier].Table.GetOrAdd(in key, hash, out _);
            functions.Add(ref before.Acc, in row.Row, row.Time, _front[earlier].Heap);
            if (added && first == slice) before.Link = slice.Start;
            first = _front[earlier];
        }
        Continue(in key, hash, first);
    }

    /// <summary>Index of the slice that starts at <paramref name="start"/>; a new one if there is none.</summary>
    private int Place(List<Pane<TKey, TKeyRecord, SliceEntry<TAcc>>> slices, int from, long start)
    {
        int place = Find(slices, from, start);
        if (place < slices.Count && slices[place].Start == start) return place;
        slices.Insert(place, _spares.Take(start));
        return place;
    }

    /// <summary>Index of the first slice that does not start before <paramref name="start"/>.</summary>
    private static int Find(List<Pane<TKey, TKeyRecord, SliceEntry<TAcc>>> slices, int from, long start)
    {
        int low = from, high = slices.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (slices[middle].Start < start) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Writes the slices; none of them is being turned over.</summary>
    public void Save(SnapshotWriter to)
    {
        to.Write(_front.Count - _frontFirst);
        for (int i = _frontFirst; i < _front.Count; i++) AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, SliceEntry<TAcc>, TakenSlice<TAcc>>.Save(_front[i], to);
        to.Write(_back.Count);
        foreach (var slice in _back) AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, SliceEntry<TAcc>, TakenSlice<TAcc>>.Save(slice, to);
        // Not made of the slices again: what came behind the watermark has been added last.
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Save(Back, to);
    }

    /// <summary>Reads slices and adds them to those that are there, of other keys.</summary>
    public void Load(ref TFn functions, SnapshotReader from)
    {
        if (IsEmpty)
        {
            Read(ref functions, from);
            FillFront();
            return;
        }
        // Another subtask may have turned over at another time: all is made front, where each key goes its own way.
        using var part = new Slices<TIn, TKey, TKeyRecord, TAcc, TFn, TOut>(BackHeap.Account, _budget, _spares, 0);
        part.Read(ref functions, from);
        part.TurnAll(ref functions);
        TurnAll(ref functions);
        foreach (var other in part._front)
        {
            var slice = _front[Place(_front, 0, other.Start)];
            TableCursor cursor = default;
            while (other.Table.MoveNext(ref cursor))
            {
                ref readonly TKey key = ref other.Table.KeyAt(cursor);
                ref var entry = ref slice.Table.GetOrAdd(in key, TKeyRecord.Hash(in key), out _);
                entry.Link = other.Table.ValueAt(cursor).Link;
                functions.Merge(ref entry.Acc, in other.Table.ValueAt(cursor).Acc, slice.Heap);
            }
        }
        FillFront();
    }

    private void Read(ref TFn functions, SnapshotReader from)
    {
        // Slices that have left are gone for good.
        _front.Clear();
        _frontFirst = 0;
        Read(_front, ref functions, from);
        Read(_back, ref functions, from);
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Load(Back, BackHeap, ref functions, from);
    }

    private void Read(List<Pane<TKey, TKeyRecord, SliceEntry<TAcc>>> slices, ref TFn functions, SnapshotReader from)
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
        ClearFront();
        for (int i = _back.Count - 1; i >= 0; i--) TurnTo(ref functions, _back[i], isBack: true);
        for (int i = _front.Count - 1; i >= _frontFirst; i--) TurnTo(ref functions, _front[i], isBack: false);
        _front.RemoveRange(0, _frontFirst);
        _frontFirst = 0;
        _front.AddRange(_back);
        _back.Clear();
        Back.Clear();
        BackHeap.Clear();
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
            ref var front = ref Front.GetOrAdd(in key, hash, out bool added);
            entry.Link = added ? SliceEntry<TAcc>.None : front.Link;
            if (isBack && !added) functions.Merge(ref entry.Acc, in front.Acc, slice.Heap);
            else if (!isBack && Back.TryFind(in key, hash, out TAcc back)) functions.Merge(ref entry.Acc, in back, slice.Heap);
            front.Acc = entry.Acc;
            front.Link = slice.Start;
        }
    }

    /// <summary>Finds for each key the first front slice that holds it.</summary>
    private void FillFront()
    {
        ClearFront();
        for (int i = _front.Count - 1; i >= _frontFirst; i--)
        {
            var table = _front[i].Table;
            TableCursor cursor = default;
            while (table.MoveNext(ref cursor))
            {
                ref readonly TKey key = ref table.KeyAt(cursor);
                ref var front = ref Front.GetOrAdd(in key, TKeyRecord.Hash(in key), out _);
                front.Acc = table.ValueAt(cursor).Acc;
                front.Link = _front[i].Start;
            }
        }
    }

    private void ClearFront()
    {
        Front.Clear();
        FrontHeap.Clear();
    }
}
