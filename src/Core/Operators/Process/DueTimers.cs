using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>
/// The checks of timers of one kind, by time. Due ones are taken a few at a time, so that the state of several keys can be fetched at once.
/// </summary>
internal sealed class DueTimers<TKey>(MemoryAccount account) : IDisposable where TKey : unmanaged
{
    private const int MostTaken = 32;

    private readonly TimeBuckets<TimerCheck<TKey>> _checks = new(account);
    private readonly DueTimer<TKey>[] _taken = new DueTimer<TKey>[MostTaken];
    private int _next;
    private int _count;

    /// <summary>Number of checks to come.</summary>
    public long Count => _checks.Count + _count - _next;

    /// <summary>No check is due before this time.</summary>
    public long NextTime => _next < _count ? _taken[_next].Time : _checks.NextTime;

    public void Add(long time, in TimerCheck<TKey> check)
    {
        // What was taken must not be overtaken by what has to fire before.
        if (_next < _count && time < _taken[_count - 1].Time) GiveBack();
        _checks.Add(time, in check);
    }

    /// <summary>Takes the next check that is due.</summary>
    public bool TryTake<TKeyRecord, TValue>(long until, KeyedTable<TKey, TKeyRecord, TValue> table, out DueTimer<TKey> due)
        where TKeyRecord : struct, IRecord<TKey> where TValue : unmanaged
    {
        if (_next == _count && !Take(until, table))
        {
            due = default;
            return false;
        }
        due = _taken[_next++];
        return true;
    }

    public void Dispose() => _checks.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Take<TKeyRecord, TValue>(long until, KeyedTable<TKey, TKeyRecord, TValue> table)
        where TKeyRecord : struct, IRecord<TKey> where TValue : unmanaged
    {
        _next = _count = 0;
        while (_count < MostTaken && _checks.TryTake(until, out long time, out var check))
        {
            ulong hash = TKeyRecord.Hash(in check.Key);
            table.Prefetch(hash);
            _taken[_count++] = new DueTimer<TKey>(hash, time, check);
        }
        return _count > 0;
    }

    private void GiveBack()
    {
        while (_next < _count)
        {
            ref var due = ref _taken[_next++];
            _checks.Add(due.Time, in due.Check);
        }
    }
}
