using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Answers by key: those that are there, for their lifetime and up to a number, the one used longest ago going first; and those that are
/// being waited for, with the rows that wait. Thread: its operator's.
/// </summary>
internal sealed class LookupCache<TIn, TKey, TKeyRecord, TValue> : IDisposable
    where TIn : unmanaged where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TValue : class
{
    private const int None = -1;

    private readonly Cache _settings;
    private readonly StateHeap _heap;
    // From a key to the index of its entry, and one more.
    private readonly KeyedTable<TKey, TKeyRecord, int> _table;
    private Entry[] _entries = new Entry[16];
    private int _used;
    private int _free = None;
    private int _latest = None;
    private int _longestAgo = None;

    /// <summary>An empty cache.</summary>
    public LookupCache(Cache settings, string name, SubtaskContext context)
    {
        _settings = settings;
        _heap = new(context.State);
        _table = new(context.State, _heap, Salt.Of(name, context.Index));
    }

    /// <summary>Number of answers that are there.</summary>
    public int Count { get; private set; }

    /// <summary>The entry of a key; a new one is being waited for, by nobody so far.</summary>
    /// <param name="key">The key.</param>
    /// <param name="nowUs">The time.</param>
    /// <param name="isNew">True if the answer has to be asked for.</param>
    public int Find(in TKey key, long nowUs, out bool isNew)
    {
        ref int index = ref _table.GetOrAdd(in key, TKeyRecord.Hash(in key), out isNew);
        if (isNew)
        {
            int made = Take();
            index = made + 1;
            _entries[made] = new Entry { Key = _table.KeyOf(ref index), Earlier = None, Later = None };
            return made;
        }
        int found = index - 1;
        ref var entry = ref _entries[found];
        if (!entry.IsThere) return found;
        Unlink(found);
        if (entry.ExpiresUs > nowUs)
        {
            Link(found);
            return found;
        }
        entry.IsThere = false;
        entry.Value = null;
        isNew = true;
        return found;
    }

    /// <summary>True if the answer of an entry is there; null stands for nothing.</summary>
    public bool TryGet(int entry, out TValue? value)
    {
        value = _entries[entry].Value;
        return _entries[entry].IsThere;
    }

    /// <summary>Adds a row that waits for the answer of an entry.</summary>
    public void Wait(int entry, LookupRow<TIn, TValue> row)
    {
        ref var at = ref _entries[entry];
        row.NextWaiting = null;
        if (at.FirstWaiting is null) at.FirstWaiting = row;
        else at.LastWaiting!.NextWaiting = row;
        at.LastWaiting = row;
    }

    /// <summary>Takes the rows that wait for an entry, linked by <see cref="LookupRow{TIn, TValue}.NextWaiting"/>.</summary>
    public LookupRow<TIn, TValue>? TakeWaiting(int entry)
    {
        ref var at = ref _entries[entry];
        var first = at.FirstWaiting;
        at.FirstWaiting = at.LastWaiting = null;
        return first;
    }

    /// <summary>The answer of an entry has come.</summary>
    public void Answer(int entry, TValue? value, long nowUs)
    {
        var lifetime = value is null ? _settings.Missing : _settings.Lifetime;
        if (lifetime == Duration.Zero)
        {
            Remove(entry);
            return;
        }
        ref var at = ref _entries[entry];
        at.Value = value;
        at.IsThere = true;
        at.ExpiresUs = lifetime.Microseconds < long.MaxValue - Math.Max(nowUs, 0) ? nowUs + lifetime.Microseconds : long.MaxValue;
        Link(entry);
        if (Count > _settings.MaxEntries)
        {
            int last = _longestAgo;
            Unlink(last);
            Remove(last);
        }
    }

    /// <summary>Forgets an entry without an answer: the next row of its key asks again.</summary>
    public void Remove(int entry)
    {
        TKey key = _entries[entry].Key;
        _table.Remove(in key, TKeyRecord.Hash(in key));
        _entries[entry] = new Entry { Later = _free };
        _free = entry;
    }

    /// <summary>Adds the rows that wait for an answer to a list, in no order.</summary>
    public void AddTo(List<AsyncItem> rows)
    {
        for (int entry = 0; entry < _used; entry++)
            for (var row = _entries[entry].FirstWaiting; row is not null; row = row.NextWaiting) rows.Add(row);
    }

    public void Dispose()
    {
        _table.Dispose();
        _heap.Dispose();
    }

    private int Take()
    {
        if (_free != None)
        {
            int taken = _free;
            _free = _entries[taken].Later;
            return taken;
        }
        if (_used == _entries.Length) Array.Resize(ref _entries, 2 * _used);
        return _used++;
    }

    private void Link(int entry)
    {
        ref var at = ref _entries[entry];
        (at.Earlier, at.Later) = (_latest, None);
        if (_latest != None) _entries[_latest].Later = entry;
        else _longestAgo = entry;
        _latest = entry;
        Count++;
    }

    private void Unlink(int entry)
    {
        ref var at = ref _entries[entry];
        if (at.Earlier != None) _entries[at.Earlier].Later = at.Later;
        else _longestAgo = at.Later;
        if (at.Later != None) _entries[at.Later].Earlier = at.Earlier;
        else _latest = at.Earlier;
        Count--;
    }

    private struct Entry
    {
        /// <summary>The table's copy, whose text stays where it is until the key is removed.</summary>
        public TKey Key;
        public TValue? Value;
        public bool IsThere;
        public long ExpiresUs;
        public int Earlier;
        public int Later;
        public LookupRow<TIn, TValue>? FirstWaiting;
        public LookupRow<TIn, TValue>? LastWaiting;
    }
}
