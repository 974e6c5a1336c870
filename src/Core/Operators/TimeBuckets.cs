using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>
/// Entries by time, to be taken in order of time. Those of the current bucket are a heap; those of later buckets lie as they came,
/// so that adding one far ahead costs an append, and only what is due soon is sorted.
/// </summary>
/// <remarks>
/// A bucket that turns out to be full is split into narrower ones when its time comes, so an entry is moved a few times at most and no
/// heap outgrows the cache, whatever stretch of time the entries cover (a ladder queue: Tang, Goh, Thng 2005).
/// </remarks>
internal sealed class TimeBuckets<T>(MemoryAccount account) : IDisposable where T : unmanaged
{
    // Widest: about 19 hours. Each split makes 64 of one.
    private const int TopBits = 36;
    private const int SplitBits = 6;
    private const int SplitAbove = 4096;

    private const int MostSpares = 4096;

    private readonly NativeList<Item> _current = new(account);
    // By start, without gaps inside a widest bucket.
    private readonly List<Bucket> _later = [];
    private readonly Stack<NativeList<Item>> _spares = new();
    // Times below it belong to the heap.
    private long _currentEnd = long.MinValue;
    private Bucket _entered;

    /// <summary>Number of entries.</summary>
    public long Count { get; private set; }

    /// <summary>Adds an entry that is due at <paramref name="time"/>.</summary>
    public void Add(long time, in T entry)
    {
        Count++;
        var item = new Item(time, entry);
        if (time >= _currentEnd)
        {
            Later(time).Add(in item);
            return;
        }
        Push(item);
        if (_current.Count > SplitAbove && _entered.Bits > 0 && time >= _entered.Start) SplitCurrent();
    }

    /// <summary>Takes the entry that is due first, if that is not after <paramref name="until"/>.</summary>
    public bool TryTake(long until, out T entry) => TryTake(until, out _, out entry);

    /// <summary>Takes the entry that is due first, with its time, if that is not after <paramref name="until"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryTake(long until, out long time, out T entry)
    {
        while (_current.Count == 0)
        {
            if (_later.Count == 0 || _later[0].Start > until)
            {
                time = 0;
                entry = default;
                return false;
            }
            Enter();
        }
        ref var first = ref _current[0];
        entry = first.Entry;
        time = first.Time;
        if (time > until) return false;
        Count--;
        Pop();
        return true;
    }

    /// <summary>
    /// No entry is due before this time: that of the first, or of the bucket that it is in. <see cref="long.MaxValue"/> if there is none.
    /// </summary>
    public long NextTime
    {
        get
        {
            if (_current.Count > 0) return _current[0].Time;
            foreach (var bucket in _later)
                if (bucket.Items.Count > 0) return bucket.Start;
            return long.MaxValue;
        }
    }

    public void Dispose()
    {
        _current.Dispose();
        foreach (var bucket in _later) bucket.Items.Dispose();
        _later.Clear();
        while (_spares.TryPop(out var spare)) spare.Dispose();
    }

    private NativeList<Item> Later(long time)
    {
        int low = 0, high = _later.Count;
        // Most are due in the last bucket or the one before.
        if (high > 0 && _later[high - 1].Start <= time) low = high;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_later[middle].Start <= time) low = middle + 1;
            else high = middle;
        }
        if (low > 0 && _later[low - 1] is var found && (ulong)(time - found.Start) < (ulong)found.Width) return found.Items;
        var items = Spare();
        _later.Insert(low, new Bucket(time & -(1L << TopBits), TopBits, items));
        return items;
    }

    private void Enter()
    {
        var bucket = _later[0];
        _later.RemoveAt(0);
        if (bucket.Items.Count > SplitAbove && bucket.Bits > 0)
        {
            Split(bucket);
        }
        else
        {
            _entered = bucket;
            _currentEnd = bucket.Start > long.MaxValue - bucket.Width ? long.MaxValue : bucket.Start + bucket.Width;
            for (int page = 0; page < bucket.Items.PageCount; page++)
            {
                foreach (ref readonly var item in bucket.Items.Page(page)) _current.Add(in item);
            }
            for (int i = _current.Count / 2 - 1; i >= 0; i--) SiftDown(i);
        }
        bucket.Items.Clear();
        if (_spares.Count < MostSpares) _spares.Push(bucket.Items);
    }

    // More has come into the current bucket than a heap should hold.
    private void SplitCurrent()
    {
        Split(_entered with { Items = _current });
        _current.Clear();
        // Until a bucket is entered again, only what is due before all buckets goes to the heap.
        _currentEnd = _entered.Start;
    }

    private void Split(Bucket bucket)
    {
        int bits = Math.Max(bucket.Bits - SplitBits, 0), parts = 1 << (bucket.Bits - bits);
        for (int i = 0; i < parts; i++) _later.Insert(i, new Bucket(bucket.Start + ((long)i << bits), bits, Spare()));
        for (int page = 0; page < bucket.Items.PageCount; page++)
        {
            foreach (ref readonly var item in bucket.Items.Page(page))
            {
                // What came too late for an earlier bucket is due first.
                int part = item.Time <= bucket.Start ? 0 : (int)((item.Time - bucket.Start) >> bits);
                _later[part].Items.Add(in item);
            }
        }
    }

    private NativeList<Item> Spare() => _spares.TryPop(out var spare) ? spare : new NativeList<Item>(account);

    private void Push(Item item)
    {
        _current.Add(in item);
        int at = _current.Count - 1;
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (_current[parent].Time <= item.Time) break;
            _current[at] = _current[parent];
            at = parent;
        }
        _current[at] = item;
    }

    private void Pop()
    {
        int last = _current.Count - 1;
        if (last > 0) _current[0] = _current[last];
        _current.Truncate(last);
        if (last > 1) SiftDown(0);
    }

    private void SiftDown(int at)
    {
        Item item = _current[at];
        int count = _current.Count;
        while (true)
        {
            int child = 2 * at + 1;
            if (child >= count) break;
            if (child + 1 < count && _current[child + 1].Time < _current[child].Time) child++;
            if (item.Time <= _current[child].Time) break;
            _current[at] = _current[child];
            at = child;
        }
        _current[at] = item;
    }

    private readonly struct Item(long time, T entry)
    {
        public readonly long Time = time;
        public readonly T Entry = entry;
    }

    private readonly record struct Bucket(long Start, int Bits, NativeList<Item> Items)
    {
        public long Width => 1L << Bits;
    }
}
