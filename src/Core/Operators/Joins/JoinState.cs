using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>What a join keeps: rows by key, and when keys are to be looked at. Thread: its operator's.</summary>
internal sealed class JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> : IDisposable
    where TLeft : unmanaged where TLeftRecord : struct, IRecord<TLeft>
    where TRight : unmanaged where TRightRecord : struct, IRecord<TRight>
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
{
    // Keys to be looked at that are taken together, so that their cache misses overlap.
    private const int MostDue = 64;

    private readonly TimeBuckets<KeyCheck<TKey>> _checks;
    private readonly TimedEntry<KeyCheck<TKey>>[] _due = new TimedEntry<KeyCheck<TKey>>[MostDue];
    private int _dueCount;
    private int _dueDone;
    // Text that operators behind may still hold.
    private readonly NativeList<TLeft> _releasedLeft;
    private readonly NativeList<TRight> _releasedRight;
    private readonly NativeList<TKey> _releasedKeys;

    public JoinState(MemoryAccount account, uint salt)
    {
        Heap = new StateHeap(account);
        Table = new(account, Heap, salt);
        _checks = new(account);
        _releasedLeft = new(account);
        _releasedRight = new(account);
        _releasedKeys = new(account);
    }

    public StateHeap Heap { get; }

    public KeyedTable<TKey, TKeyRecord, JoinEntry<TLeft, TRight>> Table { get; }

    /// <summary>The key that is due, until <see cref="EndDue"/>; valid after <see cref="HasDue"/> has said that there is one.</summary>
    public ref readonly KeyCheck<TKey> Due => ref _due[_dueDone].Entry;

    /// <summary>True if a key is due to be looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasDue(long until)
    {
        if (_dueDone == _dueCount) TakeDue(until);
        return _dueDone < _dueCount;
    }

    /// <summary>The key that is due has been looked at.</summary>
    public void EndDue() => _dueDone++;

    /// <summary>Has a key looked at when the watermark comes to <paramref name="time"/>, unless it is looked at before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LookBy(ref JoinEntry<TLeft, TRight> entry, ulong hash, long time)
    {
        if (entry.Checks == 0 || time < entry.CheckAt) Check(ref entry, hash, time);
    }

    /// <summary>Has a key looked at next at <paramref name="time"/>; without one, when a row of it says so.</summary>
    public void LookNext(ref JoinEntry<TLeft, TRight> entry, ulong hash, long? time)
    {
        if (time is { } next) Check(ref entry, hash, next);
        else entry.CheckAt = long.MaxValue;
    }

    /// <summary>A key for rows that go on: its text goes with <see cref="Release"/>, and not with the key in the table.</summary>
    public TKey KeepKey(in TKey key)
    {
        if (!TKeyRecord.HasText || TKeyRecord.TextBytes(in key) == 0) return key;
        TKey kept = Heap.Keep<TKey, TKeyRecord>(in key);
        _releasedKeys.Add(in kept);
        return kept;
    }

    /// <summary>Removes the first left row of a key; its text goes with <see cref="Release"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RemoveFirstLeft(ref JoinEntry<TLeft, TRight> entry)
    {
        if (TLeftRecord.HasText && TLeftRecord.TextBytes(in entry.Left.First.Value.Row) != 0) _releasedLeft.Add(in entry.Left.First.Value.Row);
        entry.Left.RemoveFirst(Heap);
    }

    /// <summary>Removes the first right row of a key; its text goes with <see cref="Release"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RemoveFirstRight(ref JoinEntry<TLeft, TRight> entry)
    {
        if (TRightRecord.HasText && TRightRecord.TextBytes(in entry.Right.First.Value.Row) != 0) _releasedRight.Add(in entry.Right.First.Value.Row);
        entry.Right.RemoveFirst(Heap);
    }

    /// <summary>Frees the text of removed rows; operators behind must have been flushed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release()
    {
        if (TLeftRecord.HasText && _releasedLeft.Count > 0)
        {
            for (int i = 0; i < _releasedLeft.Count; i++) Heap.Release<TLeft, TLeftRecord>(in _releasedLeft[i]);
            _releasedLeft.Clear();
        }
        if (TRightRecord.HasText && _releasedRight.Count > 0)
        {
            for (int i = 0; i < _releasedRight.Count; i++) Heap.Release<TRight, TRightRecord>(in _releasedRight[i]);
            _releasedRight.Clear();
        }
        if (TKeyRecord.HasText && _releasedKeys.Count > 0)
        {
            for (int i = 0; i < _releasedKeys.Count; i++) Heap.Release<TKey, TKeyRecord>(in _releasedKeys[i]);
            _releasedKeys.Clear();
        }
    }

    /// <summary>
    /// Writes the rows by key. Checks are not written: when a key is to be looked at follows from its rows, which whoever reads them
    /// has to do with <see cref="TryLoad"/> and <see cref="LookNext"/>.
    /// </summary>
    public void Save(SnapshotWriter to)
    {
        TableCursor cursor = default;
        while (Table.MoveNext(ref cursor))
        {
            ref var entry = ref Table.ValueAt(cursor);
            // It has only checks, of rows that are gone.
            if (entry.IsEmpty) continue;
            to.Write(true);
            to.WriteRow<TKey, TKeyRecord>(in Table.KeyAt(cursor));
            KeptRowsSnapshot.Save<TLeft, TLeftRecord>(in entry.Left, to);
            KeptRowsSnapshot.Save<TRight, TRightRecord>(in entry.Right, to);
        }
        to.Write(false);
    }

    /// <summary>Adds the rows of the next key that <see cref="Save"/> has written and that belongs to the reading subtask. False if there is none.</summary>
    /// <param name="from">Where to read.</param>
    /// <param name="key">The key; its text lies in the reader.</param>
    /// <param name="hash">The key's hash.</param>
    public bool TryLoad(SnapshotReader from, out TKey key, out ulong hash)
    {
        while (from.Read<bool>())
        {
            key = from.ReadRow<TKey, TKeyRecord>();
            hash = TKeyRecord.Hash(in key);
            bool isOwn = from.Owns(hash);
            JoinEntry<TLeft, TRight> others = default;
            ref var entry = ref isOwn ? ref Table.GetOrAdd(in key, hash, out _) : ref others;
            entry.Reached = long.MinValue;
            KeptRowsSnapshot.Load<TLeft, TLeftRecord>(ref entry.Left, isOwn ? Heap : null, from);
            KeptRowsSnapshot.Load<TRight, TRightRecord>(ref entry.Right, isOwn ? Heap : null, from);
            if (isOwn) return true;
        }
        key = default;
        hash = 0;
        return false;
    }

    public void Dispose()
    {
        _checks.Dispose();
        _releasedLeft.Dispose();
        _releasedRight.Dispose();
        _releasedKeys.Dispose();
        Table.Dispose();
        Heap.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakeDue(long until)
    {
        _dueDone = 0;
        _dueCount = _checks.Take(until, _due);
        for (int i = 0; i < _dueCount; i++) Table.Prefetch(_due[i].Entry.Hash);
    }

    private void Check(ref JoinEntry<TLeft, TRight> entry, ulong hash, long time)
    {
        var check = new KeyCheck<TKey>(hash, Table.KeyOf(ref entry));
        _checks.Add(time, in check);
        entry.CheckAt = time;
        entry.Checks++;
    }
}
