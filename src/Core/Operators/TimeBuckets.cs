using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>
/// Entries by time, to be taken in order of time. Those of later buckets lie as they came, so that adding one far ahead costs an append; a
/// bucket is sorted once, when its time comes. What is added to it afterwards goes to a heap beside.
/// </summary>
/// <remarks>
/// A bucket that turns out to be full is split into narrower ones when its time comes, so an entry is moved a few times at most and nothing
/// that is sorted outgrows the cache, whatever stretch of time the entries cover (a ladder queue: Tang, Goh, Thng 2005).
/// </remarks>
internal sealed class TimeBuckets<T>(MemoryAccount account) : IDisposable where T : unmanaged
{
    // Widest: about 19 hours. Each split makes 64 of one, or 512 of one so full that their parts would have to be split again.
    private const int TopBits = 36;
    private const int SplitBits = 6;
    private const int Many = 64 * 1024;
    private const int ManySplitBits = 9;
    // Of one small split inside the other.
    private const int MostParts = TopBits / SplitBits << SplitBits;

    // The current bucket, and what came too late to be sorted with it.
    private readonly TimeHeap<T> _added = new(account);
    private TimeRun<T> _current;
    private Bucket _entered;
    // Times below it belong to the current bucket.
    private long _currentEnd = long.MinValue;

    // The next one last. Without gaps inside a widest bucket.
    private Bucket[] _later = [];
    private int _laterCount;
    // A bucket that is being divided.
    private NativeChain<TimedEntry<T>> _parted;

    /// <summary>Number of entries.</summary>
    public long Count { get; private set; }

    /// <summary>Adds an entry that is due at <paramref name="time"/>.</summary>
    public void Add(long time, in T entry)
    {
        var item = new TimedEntry<T>(time, entry);
        Count++;
        if (time >= _currentEnd)
        {
            Later(time).Add(in item, account);
            return;
        }
        _added.Push(in item);
        if (_added.Count > TimeRun<T>.MostSorted && _entered.Bits > 0 && time >= _entered.Start) SplitCurrent();
    }

    /// <summary>Takes the entry that is due first, if that is not after <paramref name="until"/>.</summary>
    public bool TryTake(long until, out T entry) => TryTake(until, out _, out entry);

    /// <summary>Takes the entry that is due first, with its time, if that is not after <paramref name="until"/>.</summary>
    public bool TryTake(long until, out long time, out T entry)
    {
        TimedEntry<T> taken = default;
        int count = Take(until, new Span<TimedEntry<T>>(ref taken));
        time = taken.Time;
        entry = taken.Entry;
        return count != 0;
    }

    /// <summary>Takes entries that are due first and not after <paramref name="until"/>, in order of time, as many as there is room for. Returns how many.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Take(long until, Span<TimedEntry<T>> into)
    {
        int count = 0;
        while (count < into.Length && (!_current.IsEmpty || _added.Count > 0 || TryEnter(until)))
        {
            int taken = _added.Count == 0 ? _current.Take(until, into[count..], account) : TakeFirst(until, out into[count]) ? 1 : 0;
            if (taken == 0) break;
            count += taken;
        }
        Count -= count;
        return count;
    }

    /// <summary>
    /// No entry is due before this time: that of the first, or of the bucket that it is in. <see cref="long.MaxValue"/> if there is none.
    /// </summary>
    public long NextTime
    {
        get
        {
            if (!_current.IsEmpty || _added.Count > 0)
                return Math.Min(_current.IsEmpty ? long.MaxValue : _current.First.Time, _added.Count == 0 ? long.MaxValue : _added.First.Time);
            for (int i = _laterCount - 1; i >= 0; i--)
                if (_later[i].Items.Count > 0) return _later[i].Start;
            return long.MaxValue;
        }
    }

    /// <summary>Forgets all entries.</summary>
    public void Clear()
    {
        _added.Clear();
        _current.Clear(account);
        for (int i = 0; i < _laterCount; i++) _later[i].Items.Clear(account);
        _laterCount = 0;
        Count = 0;
        _currentEnd = long.MinValue;
    }

    public void Dispose()
    {
        Clear();
        _parted.Clear(account);
        _added.Dispose();
    }

    private bool TakeFirst(long until, out TimedEntry<T> first)
    {
        bool isAdded = _current.IsEmpty || _added.First.Time < _current.First.Time;
        first = isAdded ? _added.First : _current.First;
        if (first.Time > until) return false;
        if (isAdded) _added.Pop();
        else _current.RemoveFirst(account);
        return true;
    }

    private ref NativeChain<TimedEntry<T>> Later(long time)
    {
        // Most are due in the last bucket or the one before.
        int low = 0, high = _laterCount > 0 && _later[0].Start <= time ? 0 : _laterCount;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_later[middle].Start > time) low = middle + 1;
            else high = middle;
        }
        if (low == _laterCount || (ulong)(time - _later[low].Start) >= (ulong)_later[low].Width) Insert(low, new Bucket { Start = time & -(1L << TopBits), Bits = TopBits });
        return ref _later[low].Items;
    }

    private void Insert(int at, in Bucket bucket)
    {
        Reserve(_laterCount + 1);
        Array.Copy(_later, at, _later, at + 1, _laterCount - at);
        _later[at] = bucket;
        _laterCount++;
    }

    /// <summary>Sorts the next bucket that has entries. False if nothing in it is due.</summary>
    private bool TryEnter(long until)
    {
        while (_laterCount > 0)
        {
            ref var next = ref _later[_laterCount - 1];
            if (next.Start > until) return false;
            if (next.Items.Count > TimeRun<T>.MostSorted && next.Bits > 0)
            {
                _parted = next.Items;
                next.Items = default;
                _laterCount--;
                Split(next.Start, next.Bits);
                continue;
            }
            _current.Fill(ref next.Items, next.Start, next.Bits, account);
            (_entered.Start, _entered.Bits) = (next.Start, next.Bits);
            _currentEnd = next.Start > long.MaxValue - next.Width ? long.MaxValue : next.Start + next.Width;
            _laterCount--;
            if (!_current.IsEmpty) return true;
        }
        return false;
    }

    // More has come into the current bucket than a heap should hold.
    private void SplitCurrent()
    {
        _current.MoveTo(ref _parted, account);
        // What has been due before any bucket stays.
        _added.TakeFrom(_entered.Start, ref _parted);
        // Until a bucket is entered again, only that goes to the heap.
        _currentEnd = _entered.Start;
        Split(_entered.Start, _entered.Bits);
    }

    private void Split(long start, int bits)
    {
        int partBits = Math.Max(bits - (_parted.Count > Many ? ManySplitBits : SplitBits), 0), parts = 1 << (bits - partBits);
        Reserve(Math.Max(_laterCount + parts, MostParts));
        for (int part = parts - 1; part >= 0; part--) _later[_laterCount++] = new Bucket { Start = start + ((long)part << partBits), Bits = partBits };
        var first = _later.AsSpan(_laterCount - parts, parts);
        while (_parted.First is { } block)
        {
            foreach (ref readonly var item in _parted.ElementsOf(block))
                first[parts - 1 - (int)((item.Time - start) >> partBits)].Items.Add(in item, account);
            // One by one: the parts are filled with the same memory, which is in the cache.
            _parted.DropFirst(account);
        }
    }

    private void Reserve(int count)
    {
        if (count > _later.Length) Array.Resize(ref _later, Math.Max(count, 2 * _later.Length));
    }

    /// <summary>A stretch of time, and what is due in it.</summary>
    private struct Bucket
    {
        public long Start;
        public int Bits;
        public NativeChain<TimedEntry<T>> Items;

        public readonly long Width => 1L << Bits;
    }
}
