using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>
/// The checks of timers of one kind, by time. Due ones are taken a few at a time, so that the state of several keys can be fetched at once.
/// </summary>
internal sealed class DueTimers<TKey>(MemoryAccount account) : IDisposable where TKey : unmanaged
{
    // As many misses under way together as in a batch of rows.
    private const int MostTaken = 128;

    private readonly TimeBuckets<TimerCheck<TKey>> _checks = new(account);
    private readonly TimedEntry<TimerCheck<TKey>>[] _taken = new TimedEntry<TimerCheck<TKey>>[MostTaken];
    private readonly ulong[] _hashes = new ulong[MostTaken];
    private int _next;
    private int _count;

    /// <summary>Number of checks to come.</summary>
    public long Count => _checks.Count + _count - _next;

    /// <summary>No check is due before this time.</summary>
    public long NextTime => _next < _count ? _taken[_next].Time : _checks.NextTime;

    /// <summary>Adds a check of a key with this hash.</summary>
    public void Add(long time, in TimerCheck<TKey> check, ulong hash)
    {
        // What was taken must not be overtaken by what has to fire before.
        if (_next < _count && time < _taken[_count - 1].Time) Insert(time, in check, hash);
        else _checks.Add(time, in check);
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
        ref var taken = ref _taken[_next];
        due = new DueTimer<TKey>(_hashes[_next++], taken.Time, taken.Entry);
        return true;
    }

    public void Dispose() => _checks.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Take<TKeyRecord, TValue>(long until, KeyedTable<TKey, TKeyRecord, TValue> table)
        where TKeyRecord : struct, IRecord<TKey> where TValue : unmanaged
    {
        _next = 0;
        _count = _checks.Take(until, _taken);
        for (int i = 0; i < _count; i++) _hashes[i] = TKeyRecord.Hash(in _taken[i].Entry.Key);
        table.Prefetch(_hashes.AsSpan(0, _count), toRemove: true);
        return _count > 0;
    }

    /// <summary>Adds a check that has to be looked at before the last of those taken.</summary>
    private void Insert(long time, in TimerCheck<TKey> check, ulong hash)
    {
        if (_next == 0)
        {
            // No room: some have been inserted already.
            while (_next < _count)
            {
                ref var taken = ref _taken[_next++];
                _checks.Add(taken.Time, in taken.Entry);
            }
            _checks.Add(time, in check);
            return;
        }
        // What is due before moves up, to where one has left.
        int at = _next - 1;
        for (; _taken[at + 1].Time <= time; at++) (_taken[at], _hashes[at]) = (_taken[at + 1], _hashes[at + 1]);
        (_taken[at], _hashes[at]) = (new TimedEntry<TimerCheck<TKey>>(time, check), hash);
        _next--;
    }
}
