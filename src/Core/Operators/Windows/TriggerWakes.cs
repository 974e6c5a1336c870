using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>When the triggers of keys and windows want to be woken, in event time and by the clock.</summary>
/// <remarks>
/// An entry knows the time that its trigger has asked for, and the time at which it is looked at, which is not later. One that has moved on is
/// looked at once more then; so a trigger that moves with every row adds nothing to what waits.
/// </remarks>
internal sealed class TriggerWakes<TKey, TKeyRecord, TAcc, TState>(SubtaskContext context, string name, bool usesClock) : IDisposable
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TAcc : unmanaged where TState : unmanaged
{
    private const long Never = TriggerContext<TState>.Never;

    private readonly TimeBuckets<TriggerWake<TKey>> _byTime = new(context.State);
    private readonly ClockWakes<TKey> _byClock = new(context.State);
    // While all that wait for the clock are told that input has ended, what comes to wait does not come due.
    private bool _isLastCall;

    /// <summary>Notes when a trigger wants to be woken.</summary>
    /// <param name="pane">The pane of its window.</param>
    /// <param name="entry">What the pane keeps of its key.</param>
    /// <param name="time">The event time.</param>
    /// <param name="clockTime">The time of the clock.</param>
    public void Ask(Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> pane, ref TriggeredEntry<TAcc, TState> entry, long time, long clockTime)
    {
        if (time != entry.Wake)
        {
            entry.Wake = time;
            if (time < entry.Check)
            {
                entry.Check = time;
                _byTime.Add(time, new TriggerWake<TKey>(pane.Table.KeyOf(ref entry), pane.Start, time));
            }
        }
        if (clockTime == entry.ClockWake) return;
        if (!usesClock) Throw.NoProcessingTime(name);
        entry.ClockWake = clockTime;
        if (clockTime < entry.ClockCheck && !_isLastCall) CheckClock(pane, ref entry, clockTime);
    }

    /// <summary>Takes what is due at a watermark, which may have come to nothing. False if nothing is left.</summary>
    public bool TryTake(long watermark, PaneList<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> panes, out TriggerCall<TKey, TKeyRecord, TAcc, TState> call)
    {
        call = default;
        if (!_byTime.TryTake(watermark, out var wake)) return false;
        if (panes.Find(wake.PaneStart) is not { } pane) return true;
        ref var entry = ref Find(pane, in wake);
        if (Unsafe.IsNullRef(ref entry) || entry.Check != wake.Time) return true;
        entry.Check = Never;
        long time = entry.Wake;
        entry.Wake = Never;
        if (time > wake.Time) Ask(pane, ref entry, time, entry.ClockWake);
        else call = new(pane, ref entry, time);
        return true;
    }

    /// <summary>Takes what is due by the clock, which may have come to nothing. False if nothing is left; then the clock is asked for the next.</summary>
    public bool TryTakeByClock(long nowUs, PaneList<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> panes, out TriggerCall<TKey, TKeyRecord, TAcc, TState> call)
    {
        call = default;
        _isLastCall = nowUs == long.MaxValue;
        if (!_byClock.TryTake(nowUs, out var wake))
        {
            _isLastCall = false;
            if (_byClock.NextTime != long.MaxValue) context.WakeAt(_byClock.NextTime);
            return false;
        }
        var pane = panes.Find(wake.PaneStart)!;
        ref var entry = ref Find(pane, in wake);
        if (Unsafe.IsNullRef(ref entry) || entry.ClockCheck != wake.Time) return true;
        entry.ClockCheck = Never;
        long time = entry.ClockWake;
        if (time == Never) return true;
        if (time > nowUs)
        {
            CheckClock(pane, ref entry, time);
            return true;
        }
        entry.ClockWake = Never;
        call = new(pane, ref entry, time);
        return true;
    }

    /// <summary>Forgets what waits for the clock in a pane that goes. What waits for event time finds it gone.</summary>
    public void Remove(long paneStart)
    {
        if (usesClock) _byClock.Remove(paneStart);
    }

    /// <summary>Notes for all keys what their triggers had asked for; nothing twice, where part of a snapshot has been read before.</summary>
    public void Restore(PaneList<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> panes)
    {
        _byTime.Clear();
        for (int i = 0; i < panes.Count; i++)
        {
            var pane = panes[i];
            _byClock.Remove(pane.Start);
            TableCursor cursor = default;
            while (pane.Table.MoveNext(ref cursor))
            {
                ref var entry = ref pane.Table.ValueAt(cursor);
                var (wake, clockWake) = (entry.Wake, entry.ClockWake);
                entry.AskNothing();
                Ask(pane, ref entry, wake, clockWake);
            }
        }
    }

    public void Dispose()
    {
        _byTime.Dispose();
        _byClock.Dispose();
    }

    /// <summary>The entry that a wake-up is for; a null reference if there is none. A pane that is gone has taken the key's text with it; one that is there has it.</summary>
    private static ref TriggeredEntry<TAcc, TState> Find(Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> pane, scoped in TriggerWake<TKey> wake)
    {
        ulong hash = TKeyRecord.Hash(in wake.Key);
        if (!pane.Table.TryFind(in wake.Key, hash, out _)) return ref Unsafe.NullRef<TriggeredEntry<TAcc, TState>>();
        return ref pane.Table.GetOrAdd(in wake.Key, hash, out _);
    }

    private void CheckClock(Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> pane, ref TriggeredEntry<TAcc, TState> entry, long time)
    {
        entry.ClockCheck = time;
        _byClock.Add(time, new TriggerWake<TKey>(pane.Table.KeyOf(ref entry), pane.Start, time));
        context.WakeAt(time);
    }
}
