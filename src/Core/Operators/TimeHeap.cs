using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>A few entries, the one that is due first on top (a binary heap). Thread: its operator's.</summary>
internal sealed class TimeHeap<T>(MemoryAccount account) : IDisposable where T : unmanaged
{
    private readonly NativeList<TimedEntry<T>> _entries = new(account);

    /// <summary>Number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>The entry that is due first. Not if the heap is empty.</summary>
    public ref readonly TimedEntry<T> First => ref _entries[0];

    /// <summary>Adds an entry.</summary>
    public void Push(in TimedEntry<T> added)
    {
        // A copy: what it refers to may be the heap's own.
        var entry = added;
        _entries.Add(in entry);
        int at = _entries.Count - 1;
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (_entries[parent].Time <= entry.Time) break;
            _entries[at] = _entries[parent];
            at = parent;
        }
        _entries[at] = entry;
    }

    /// <summary>Takes the first entry.</summary>
    public void Pop()
    {
        int last = _entries.Count - 1;
        if (last > 0) _entries[0] = _entries[last];
        _entries.Truncate(last);
        if (last > 1) SiftDown(0);
    }

    /// <summary>Takes all entries that are due at <paramref name="start"/> or later, without order, to the end of a chain.</summary>
    /// <exception cref="MemoryExhaustedException">The account is used up; entries may be in both.</exception>
    public void TakeFrom(long start, ref NativeChain<TimedEntry<T>> into)
    {
        int kept = 0;
        for (int i = 0; i < _entries.Count; i++)
        {
            ref var entry = ref _entries[i];
            if (entry.Time >= start) into.Add(in entry, account);
            else _entries[kept++] = entry;
        }
        _entries.Truncate(kept);
        for (int i = kept / 2 - 1; i >= 0; i--) SiftDown(i);
    }

    /// <summary>Forgets all entries.</summary>
    public void Clear() => _entries.Clear();

    public void Dispose() => _entries.Dispose();

    private void SiftDown(int at)
    {
        var entry = _entries[at];
        int count = _entries.Count;
        while (true)
        {
            int child = 2 * at + 1;
            if (child >= count) break;
            if (child + 1 < count && _entries[child + 1].Time < _entries[child].Time) child++;
            if (entry.Time <= _entries[child].Time) break;
            _entries[at] = _entries[child];
            at = child;
        }
        _entries[at] = entry;
    }
}
