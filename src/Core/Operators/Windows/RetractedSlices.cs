using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// The slices that a sliding window has taken in, for accumulators that can be taken out again: one total per key, to which a
/// slice is added when it comes and from which it is subtracted when it leaves.
/// </summary>
/// <remarks>
/// <para>Totals are a list by dense ids, in which a fire finds its results without a search; a slice is the list of its keys' ids with what
/// it holds of them, and leaves without a search, too. The tables that slices are gathered in keep their keys and ids from slice to slice if
/// most come again. So an entry of a slice is looked up at most once in its life, however many windows it is in.</para>
/// <para>A row behind the watermark is an entry of its own.</para>
/// <para>All of it is resumable: a slice may hold millions of keys.</para>
/// </remarks>
internal sealed class RetractedSlices<TIn, TKey, TKeyRecord, TAcc, TFn, TOut> : IDisposable
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
{
    // Entries worked on between two looks at the budget.
    private const int Units = 64;
    private const int MostSpares = 128;

    private readonly MemoryAccount _account;
    private readonly StepBudget _budget;
    private readonly ulong[] _hashes = new ulong[Units];
    private readonly Stack<Slice> _spares = new();
    // By start. Those before the first have left.
    private readonly List<Slice> _slices = [];
    private int _first;
    // The slice being taken in.
    private Slice? _entering;
    // Keys of it that have been seen so far, and whether all have.
    private long _seen;
    private bool _emptying;

    public RetractedSlices(MemoryAccount account, StepBudget budget, uint salt)
    {
        _account = account;
        _budget = budget;
        Totals = new(account, salt ^ 0x5bd1e995);
    }

    /// <summary>What all slices hold, by key.</summary>
    public KeyTotals<TKey, TKeyRecord, TAcc> Totals { get; }

    /// <summary>True if no slice is left.</summary>
    public bool IsEmpty => _first == _slices.Count;

    /// <summary>
    /// Takes in a slice that no row can join in the ordinary way, and leaves it empty, or with its keys for a slice to come. False:
    /// unfinished, for want of budget.
    /// </summary>
    public bool Absorb(ref TFn functions, Pane<TKey, TKeyRecord, SliceEntry<TAcc>> pane)
    {
        var table = pane.Table;
        var cursor = pane.Emitted;
        if (_entering is null)
        {
            _entering = Place(pane.Start);
            _seen = 0;
        }
        while (!_emptying && _budget.Spend(Units))
        {
            if (TakeIn(ref functions, table, ref cursor)) continue;
            cursor = default;
            _emptying = true;
        }
        // Where most keys come in every slice, finding them is cheaper than adding them again.
        bool keepKeys = 2 * _seen >= Totals.Count && 2 * _seen >= table.Count;
        bool isDone = _emptying && (keepKeys || Empty(table, ref cursor));
        pane.Emitted = isDone ? default : cursor;
        if (!isDone) return false;
        _entering = null;
        _emptying = false;
        return true;
    }

    /// <summary>Lets go of all slices that start before <paramref name="start"/>. False: unfinished, for want of budget.</summary>
    /// <remarks>Frees the text of keys that no slice holds any more.</remarks>
    public bool Expire(ref TFn functions, long start)
    {
        while (_first < _slices.Count && _slices[_first].Start < start)
        {
            var slice = _slices[_first];
            if (!Leave(ref functions, slice)) return false;
            slice.Entries.Clear();
            slice.Left = 0;
            if (_spares.Count < MostSpares) _spares.Push(slice);
            _slices[_first++] = null!;
            if (_first < 64 || _first * 2 < _slices.Count) continue;
            _slices.RemoveRange(0, _first);
            _first = 0;
        }
        return true;
    }

    /// <summary>Adds a row behind the watermark, whose slice has been taken in but is still part of windows to come.</summary>
    public void AddBehind(ref TFn functions, in Timed<TIn> row, long sliceStart)
    {
        TKey key = functions.Key(in row.Row);
        TAcc acc = default;
        functions.Create(ref acc, in row.Row, row.Time, Totals.Text);
        AddTo(Place(sliceStart), Totals.IdOf(in key, TKeyRecord.Hash(in key)), ref functions, in acc);
    }

    public void Dispose()
    {
        for (; _first < _slices.Count; _first++) _slices[_first].Entries.Dispose();
        Totals.Dispose();
    }

    /// <summary>Takes in some entries of a table; false if there are no more.</summary>
    private bool TakeIn(ref TFn functions, KeyedTable<TKey, TKeyRecord, SliceEntry<TAcc>> table, ref TableCursor cursor)
    {
        var slice = _entering!;
        bool isLarge = Totals.IsLarge;
        var ahead = cursor;
        int count = 0;
        for (; count < Units && table.MoveNext(ref ahead); count++)
        {
            if ((int)table.ValueAt(ahead).Link != 0) continue;
            ulong hash = TKeyRecord.Hash(in table.KeyAt(ahead));
            _hashes[count] = hash;
            if (isLarge) Totals.Prefetch(hash);
        }
        for (int i = 0; i < count; i++)
        {
            table.MoveNext(ref cursor);
            ref var entry = ref table.ValueAt(cursor);
            if ((entry.Link & SliceEntry<TAcc>.Seen) == 0) continue;
            ref readonly TKey key = ref table.KeyAt(cursor);
            int id = (int)entry.Link - 1;
            if (id < 0) id = Totals.IdOf(in key, _hashes[i]);
            else if (!Totals.Has(id, in key)) id = Totals.IdOf(in key, TKeyRecord.Hash(in key));
            AddTo(slice, id, ref functions, in entry.Acc);
            entry.Acc = default;
            entry.Link = id + 1;
            _seen++;
        }
        return count == Units;
    }

    /// <summary>Drops the keys of a table. False: unfinished, for want of budget.</summary>
    private bool Empty(KeyedTable<TKey, TKeyRecord, SliceEntry<TAcc>> table, ref TableCursor cursor)
    {
        while (_budget.Spend(Units))
        {
            for (int i = 0; i < Units; i++)
                if (!table.Drain(ref cursor)) return true;
        }
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddTo(Slice slice, int id, ref TFn functions, in TAcc acc)
    {
        ref var total = ref Totals[id];
        functions.Merge(ref total.Acc, in acc, Totals.Text);
        total.Entries++;
        slice.Entries.Add(new Entry(id, acc));
    }

    private bool Leave(ref TFn functions, Slice slice)
    {
        var entries = slice.Entries;
        while (_budget.Spend(Units))
        {
            int end = Math.Min(entries.Count, slice.Left + Units);
            for (int i = slice.Left; i < end; i++)
            {
                ref readonly var entry = ref entries[i];
                ref var total = ref Totals[entry.Id];
                functions.Retract(ref total.Acc, in entry.Acc);
                if (--total.Entries == 0) Totals.GiveBack(entry.Id, ref total);
            }
            slice.Left = end;
            if (end == entries.Count) return true;
        }
        return false;
    }

    /// <summary>The slice that starts at <paramref name="start"/>; a new one if there is none.</summary>
    private Slice Place(long start)
    {
        int low = _first, high = _slices.Count;
        // Nearly always it is the latest.
        if (high > low && _slices[high - 1].Start < start) low = high;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_slices[middle].Start < start) low = middle + 1;
            else high = middle;
        }
        if (low < _slices.Count && _slices[low].Start == start) return _slices[low];
        if (!_spares.TryPop(out var slice)) slice = new Slice(_account);
        slice.Start = start;
        _slices.Insert(low, slice);
        return slice;
    }

    /// <summary>Writes the slices, and the keys with their ids.</summary>
    public void Save(SnapshotWriter to)
    {
        Totals.Save(to);
        to.Write(_slices.Count - _first);
        for (int i = _first; i < _slices.Count; i++)
        {
            var entries = _slices[i].Entries;
            to.Write(_slices[i].Start);
            to.Write(entries.Count);
            for (int j = 0; j < entries.Count; j++)
            {
                to.Write(entries[j].Id);
                to.WriteRow<TAcc, TAcc>(in entries[j].Acc);
            }
        }
    }

    /// <summary>Reads slices and adds them to those that are there. Keys get new ids.</summary>
    public void Load(ref TFn functions, SnapshotReader from)
    {
        int[] ids = Totals.Load(from);
        for (int left = from.Read<int>(); left > 0; left--)
        {
            long start = from.Read<long>();
            Slice? slice = null;
            for (int entries = from.Read<int>(); entries > 0; entries--)
            {
                int id = ids[from.Read<int>()];
                TAcc acc = from.ReadRow<TAcc, TAcc>();
                if (id >= 0) AddTo(slice ??= Place(start), id, ref functions, in acc);
            }
        }
    }

    private readonly struct Entry(int id, TAcc acc)
    {
        public readonly TAcc Acc = acc;
        public readonly int Id = id;
    }

    private sealed class Slice(MemoryAccount account)
    {
        public NativeList<Entry> Entries { get; } = new(account);

        public long Start { get; set; }

        // Entries before it have been subtracted: the position of an expiry is state.
        public int Left { get; set; }
    }
}
