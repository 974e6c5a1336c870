using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>Entries in order of time, taken from the front. All zero: empty. Thread: its operator's.</summary>
/// <typeparam name="T">What is due.</typeparam>
internal unsafe struct TimeRun<T> where T : unmanaged
{
    private NativeChain<TimedEntry<T>> _entries;
    private TimedEntry<T>* _next;
    // Of the first block.
    private TimedEntry<T>* _end;

    /// <summary>Most entries that lie together in a segment, which is as many as are sorted at a time.</summary>
    public static int MostSorted => Segment.StandardBytes / sizeof(TimedEntry<T>);

    public readonly bool IsEmpty
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _next == _end;
    }

    /// <summary>The first entry. Not if the run is empty.</summary>
    public readonly ref readonly TimedEntry<T> First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref *_next;
    }

    /// <summary>Takes the entries of a bucket, which is empty afterwards, into this empty run.</summary>
    /// <param name="bucket">At most <see cref="MostSorted"/>, if their times differ.</param>
    /// <param name="start">No entry is due before.</param>
    /// <param name="bits">Each is due less than 2^bits after that; 0 if all are due at the same time.</param>
    /// <param name="account">That of the bucket.</param>
    /// <exception cref="MemoryExhaustedException">The account is used up; the bucket is as it was.</exception>
    public void Fill(ref NativeChain<TimedEntry<T>> bucket, long start, int bits, MemoryAccount account)
    {
        if (bits == 0)
        {
            _entries = bucket;
            bucket = default;
        }
        else if (bucket.Count > 0)
        {
            TimeSort.Sort(in bucket, start, bits, ref _entries, account);
            bucket.Clear(account);
        }
        EnterBlock();
    }

    /// <summary>Takes the first entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RemoveFirst(MemoryAccount account)
    {
        if (++_next == _end) LeaveBlock(account);
    }

    /// <summary>Takes entries that are due, as many as there is room for or lie together. Returns how many.</summary>
    public int Take(long until, Span<TimedEntry<T>> into, MemoryAccount account)
    {
        int count = (int)Math.Min(_end - _next, into.Length);
        while (count > 0 && _next[count - 1].Time > until) count--;
        new ReadOnlySpan<TimedEntry<T>>(_next, count).CopyTo(into);
        _next += count;
        if (count > 0 && _next == _end) LeaveBlock(account);
        return count;
    }

    /// <summary>Puts what is left to the end of a chain. The run is empty afterwards.</summary>
    /// <exception cref="MemoryExhaustedException">The account is used up; entries may be in both.</exception>
    public void MoveTo(ref NativeChain<TimedEntry<T>> chain, MemoryAccount account)
    {
        for (; !IsEmpty; LeaveBlock(account))
        {
            foreach (ref readonly var entry in new ReadOnlySpan<TimedEntry<T>>(_next, (int)(_end - _next))) chain.Add(in entry, account);
        }
    }

    public void Clear(MemoryAccount account)
    {
        _entries.Clear(account);
        _next = _end = null;
    }

    private void EnterBlock()
    {
        if (_entries.First is not { } block)
        {
            _next = _end = null;
            return;
        }
        _next = (TimedEntry<T>*)block.Address;
        _end = _next + _entries.ElementsOf(block).Length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LeaveBlock(MemoryAccount account)
    {
        _entries.DropFirst(account);
        EnterBlock();
    }
}
