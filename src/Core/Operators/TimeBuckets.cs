using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>
/// Entries by time, to be taken in order of time. Those of the current bucket are a heap; those of later buckets lie as they came,
/// so that adding one far ahead costs an append, and only what is due soon is sorted.
/// </summary>
internal sealed class TimeBuckets<T>(MemoryAccount account, long widthUs) : IDisposable where T : unmanaged
{
    // All buckets of a stretch of time come and go together.
    private const int MostSpares = 4096;

    private readonly NativeList<Item> _current = new(account);
    // By start. There are few: those between the current one and the latest time.
    private readonly List<Bucket> _later = [];
    private readonly Stack<NativeList<Item>> _spares = new();
    // Times below it belong to the current bucket.
    private long _currentEnd = long.MinValue;

    /// <summary>Number of entries.</summary>
    public long Count { get; private set; }

    /// <summary>Adds an entry that is due at <paramref name="time"/>.</summary>
    public void Add(long time, in T entry)
    {
        Count++;
        var item = new Item(time, entry);
        if (time < _currentEnd) Push(item);
        else Later(time).Add(in item);
    }

    /// <summary>Takes the entry that is due first, if that is not after <paramref name="until"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryTake(long until, out T entry)
    {
        while (_current.Count == 0)
        {
            if (_later.Count == 0 || _later[0].Start > until)
            {
                entry = default;
                return false;
            }
            Enter(_later[0]);
        }
        ref var first = ref _current[0];
        entry = first.Entry;
        if (first.Time > until) return false;
        Count--;
        Pop();
        return true;
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
        long start = time - WindowSpec.FloorModulo(time, widthUs);
        if (start > time) start = long.MinValue;
        int low = 0, high = _later.Count;
        // Most are due in the last bucket or the one before.
        if (high > 0 && _later[high - 1].Start <= start) low = high - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_later[middle].Start < start) low = middle + 1;
            else high = middle;
        }
        if (low < _later.Count && _later[low].Start == start) return _later[low].Items;
        var items = _spares.TryPop(out var spare) ? spare : new NativeList<Item>(account);
        _later.Insert(low, new Bucket(start, items));
        return items;
    }

    private void Enter(Bucket bucket)
    {
        _later.RemoveAt(0);
        _currentEnd = bucket.Start > long.MaxValue - widthUs ? long.MaxValue : bucket.Start + widthUs;
        for (int page = 0; page < bucket.Items.PageCount; page++)
        {
            foreach (ref readonly var item in bucket.Items.Page(page)) _current.Add(in item);
        }
        for (int i = _current.Count / 2 - 1; i >= 0; i--) SiftDown(i);
        bucket.Items.Clear();
        if (_spares.Count < MostSpares) _spares.Push(bucket.Items);
    }

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

    private readonly record struct Bucket(long Start, NativeList<Item> Items);
}
