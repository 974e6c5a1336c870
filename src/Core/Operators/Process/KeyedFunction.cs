using System.Numerics;
using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;
using Millrace.State;

namespace Millrace.Operators;

/// <summary>A function of the user's with the state and timers of its keys. One per subtask; thread: the subtask's.</summary>
internal sealed class KeyedFunction<TKey, TKeyRecord, TFn, TState, TOut> : IDisposable
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
    where TFn : struct, IFunctionState<TState, KeyedContext<TKey, TOut>> where TState : unmanaged
{
    /// <summary>The user's function: called in place, since its fields are its own.</summary>
    public TFn Function;

    private readonly StateHeap _heap;
    private readonly StateCell _cell = new();
    private readonly DueTimers<TKey> _eventTimers;
    private readonly DueTimers<TKey> _processingTimers;
    private readonly DueTimers<TKey> _expiries;
    private bool _isEnding;
    private long _earliestSet = long.MaxValue;
    private bool _wasSet;
    private readonly StateBinder _binder;
    private readonly FieldInfo[] _expiring = [];
    private bool _attached;

    public KeyedFunction(TFn function, string name, SubtaskContext context)
    {
        Function = function;
        Context.Subtask = context;
        context.WatchesTime = true;
        _heap = new StateHeap(context.State);
        Retired = new RetiredMemory(_heap);
        Table = new(context.State, _heap, Salt.Of(name, context.Index));
        _eventTimers = new(context.State);
        _processingTimers = new(context.State);
        _expiries = new(context.State);
        _binder = new StateBinder(new OperatorContext(name, context), _cell, Retired);
        try
        {
            Function.Attach(_binder);
            _attached = true;
            _expiring = [.. _binder.Fields.Where(field => field.Expires)];
            RequireTimesToLive(name);
        }
        catch
        {
            // Nobody else has it yet.
            Dispose();
            throw;
        }
    }

    /// <summary>What the function sees of its call.</summary>
    public KeyedContext<TKey, TOut> Context { get; } = new();

    /// <summary>The state of all keys.</summary>
    public KeyedTable<TKey, TKeyRecord, KeyedEntry<TState>> Table { get; }

    /// <summary>What state has given up but rows on their way may still use.</summary>
    public RetiredMemory Retired { get; }

    /// <summary>Number of checks of timers to come, at least one for each timer that is set.</summary>
    public long PendingTimers => _eventTimers.Count + _processingTimers.Count;

    /// <summary>Bytes that text, lists and maps of all keys take.</summary>
    public long HeapBytes => _heap.AllocatedBytes;

    /// <summary>Goes on to a key, for a row of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter(in TKey key, ulong hash, long time)
    {
        Context.Key = key;
        Context.TimeUs = time;
        if (TFn.HasState) _cell.Enter(ref Table.GetOrAdd(in key, hash, out _));
    }

    /// <summary>The function is done with the key: looks after its timers, and forgets it if nothing is left of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave(ulong hash)
    {
        if (!TFn.HasState) return;
        ref var entry = ref _cell.At<KeyedEntry<TState>>(0);
        if (TFn.ExpiryTimer >= 0 && (entry.Header.Checked & (1u << TFn.ExpiryTimer)) == 0) WatchExpiry(ref entry, hash);
        if ((TFn.EventTimers | TFn.ProcessingTimers) != 0 && _cell.TimersSet != 0) Schedule(ref entry, hash);
        if (entry.Header.Present == 0 && entry.Header.Checks == 0) Table.Remove(ref entry, hash);
        _cell.Leave();
    }

    /// <summary>A broadcast row is about to be processed: there is no key, but broadcast state can be written.</summary>
    public void BeginBroadcast(long time)
    {
        Context.Key = default;
        Context.TimeUs = time;
        _cell.IsBroadcasting = true;
    }

    /// <summary>The broadcast row has been processed.</summary>
    public void EndBroadcast() => _cell.IsBroadcasting = false;

    /// <summary>Sets what time it is.</summary>
    public void Advance(long watermark)
    {
        Context.WatermarkUs = watermark;
        _cell.NowUs = Context.Subtask!.NowUs;
    }

    /// <summary>Asks for a wake-up for the processing-time timers that were set since the last call.</summary>
    public void AskForWake()
    {
        if (!_wasSet) return;
        WakeAt(_earliestSet);
    }

    /// <summary>Asks for a wake-up for the processing-time timers that have not fired.</summary>
    public void AskForNextWake()
    {
        _isEnding = false;
        if (_processingTimers.Count > 0) WakeAt(_processingTimers.NextTime);
    }

    /// <summary>
    /// The input has ended and the clock is not waited for: every processing-time timer that is set fires, but not those set meanwhile,
    /// which might go on for ever.
    /// </summary>
    public void EndProcessingTime() => _isEnding = true;

    /// <summary>Fires one event-time timer that is due; false if there is none. What is due but no longer set counts as none fired and is passed over.</summary>
    public bool TryFireEvent(long watermark)
    {
        while (TFn.EventTimers != 0 && _eventTimers.TryTake(watermark, Table, out var check))
        {
            if (Fire(in check, check.Time)) return true;
        }
        return false;
    }

    /// <summary>Fires one processing-time timer that is due; false if there is none.</summary>
    public bool TryFireProcessing(long nowUs)
    {
        while (TFn.ProcessingTimers != 0 && _processingTimers.TryTake(nowUs, Table, out var check))
        {
            // Rows that it makes have the earliest time at which they are not late.
            long time = Context.WatermarkUs is long.MinValue or long.MaxValue ? Context.WatermarkUs : Context.WatermarkUs + 1;
            if (Fire(in check, time)) return true;
        }
        return false;
    }

    /// <summary>Clears state that has expired, of a few keys at a time.</summary>
    public void Expire(int mostKeys)
    {
        if (TFn.ExpiryTimer < 0) return;
        while (mostKeys-- > 0 && _expiries.TryTake(_cell.NowUs, Table, out var check))
        {
            ref var entry = ref Table.GetOrAdd(check.Key, check.Hash, out _);
            entry.Header.Checks--;
            entry.Header.Checked &= ~(1u << TFn.ExpiryTimer);
            _cell.Enter(ref entry);
            long next = long.MaxValue;
            foreach (var field in _expiring) next = Math.Min(next, field.Expire!(_cell.NowUs));
            if (next != long.MaxValue) Check(_expiries, ref entry, check.Hash, TFn.ExpiryTimer, next);
            else if (entry.Header is { Present: 0, Checks: 0 }) Table.Remove(ref entry, check.Hash);
            _cell.Leave();
        }
    }

    /// <summary>Writes the state and timers of all keys, and what belongs to the subtask.</summary>
    public void Save(SnapshotWriter to)
    {
        foreach (var field in _binder.OwnFields) field.Save(to);
        TableCursor cursor = default;
        while (TFn.HasState && Table.MoveNext(ref cursor))
        {
            ref var entry = ref Table.ValueAt(cursor);
            // A key of which nothing is left waits for a check of a timer that was cleared.
            if (entry.Header.Present == 0) continue;
            to.Write(true);
            to.WriteRow<TKey, TKeyRecord>(in Table.KeyAt(cursor));
            int block = to.BeginBlock();
            SaveKey(ref entry, to);
            to.EndBlock(block);
        }
        to.Write(false);
        _cell.Leave();
    }

    /// <summary>Takes up the keys that belong to the subtask.</summary>
    public void Load(SnapshotReader from)
    {
        foreach (var field in _binder.OwnFields) field.Load(from);
        while (from.Read<bool>())
        {
            TKey key = from.ReadRow<TKey, TKeyRecord>();
            int end = from.BeginBlock();
            ulong hash = TKeyRecord.Hash(in key);
            if (from.Owns(hash)) LoadKey(ref Table.GetOrAdd(in key, hash, out _), hash, from);
            from.EndBlock(end);
        }
        _cell.Leave();
    }

    public void Dispose()
    {
        _cell.Leave();
        bool attached = _attached;
        _attached = false;
        _eventTimers.Dispose();
        _processingTimers.Dispose();
        _expiries.Dispose();
        Table.Dispose();
        _heap.Dispose();
        // Last, since it may throw.
        if (attached) Function.Detach();
    }

    private void RequireTimesToLive(string name)
    {
        if (_expiring.FirstOrDefault(field => !field.HasTimeToLive) is { } forgotten)
            throw new InvalidOperationException($"State '{forgotten.Name}' of '{name}' is marked [State(Expires = true)] but has no time to live; call {forgotten.Name}.ExpireAfter(…) in Open.");
    }

    private bool Fire(in DueTimer<TKey> check, long rowTime)
    {
        ref var entry = ref Table.GetOrAdd(check.Key, check.Hash, out _);
        ref var slot = ref TFn.Timer(ref entry.State, check.Timer);
        uint bit = 1u << check.Timer;
        entry.Header.Checks--;
        if ((entry.Header.Checked & bit) != 0 && slot.Check == check.Time)
        {
            entry.Header.Checked &= ~bit;
            if (IsSet(in entry, check.Timer))
            {
                if (slot.Time == check.Time)
                {
                    Call(ref entry, in check, bit, rowTime);
                    return true;
                }
                Check(Timers(check.Timer), ref entry, check.Hash, check.Timer, slot.Time);
            }
        }
        if (entry.Header is { Present: 0, Checks: 0 }) Table.Remove(ref entry, check.Hash);
        return false;
    }

    private void Call(ref KeyedEntry<TState> entry, in DueTimer<TKey> check, uint bit, long rowTime)
    {
        entry.Header.Present &= ~StateBinder.MaskOfTimer(check.Timer);
        Context.Key = check.Key;
        if (TKeyRecord.HasText && TKeyRecord.TextBytes(check.Key) > 0)
        {
            // Rows made of the key may be on their way when the table forgets it.
            Context.Key = _heap.Keep<TKey, TKeyRecord>(check.Key);
            Retired.Add<TKey, TKeyRecord>(Context.Key);
        }
        Context.TimeUs = rowTime;
        _cell.Enter(ref entry);
        _cell.TimerFiring = bit;
        Function.OnTimer(new Timestamp(check.Time), Context);
        _cell.TimerFiring = 0;
        Leave(check.Hash);
    }

    private static bool IsSet(in KeyedEntry<TState> entry, int timer) => (entry.Header.Present & StateBinder.MaskOfTimer(timer)) != 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Schedule(ref KeyedEntry<TState> entry, ulong hash)
    {
        uint set = _cell.TimersSet;
        _cell.TimersSet = 0;
        for (; set != 0; set &= set - 1)
        {
            int timer = BitOperations.TrailingZeroCount(set);
            // Set while those of before fire at the end of input: without a check it never comes due.
            if (_isEnding && (TFn.ProcessingTimers & (1u << timer)) != 0) continue;
            ref var slot = ref TFn.Timer(ref entry.State, timer);
            // A check that is due before finds the later time and is put off.
            bool isChecked = (entry.Header.Checked & (1u << timer)) != 0 && slot.Check <= slot.Time;
            if (!isChecked && IsSet(in entry, timer)) Check(Timers(timer), ref entry, hash, timer, slot.Time);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WatchExpiry(ref KeyedEntry<TState> entry, ulong hash)
    {
        long first = long.MaxValue;
        foreach (var field in _expiring)
            if ((entry.Header.Present & (1ul << field.Index)) != 0) first = Math.Min(first, field.ExpiryOf(_cell.NowUs));
        if (first != long.MaxValue) Check(_expiries, ref entry, hash, TFn.ExpiryTimer, first);
    }

    private void Check(DueTimers<TKey> timers, ref KeyedEntry<TState> entry, ulong hash, int timer, long time)
    {
        TFn.Timer(ref entry.State, timer).Check = time;
        entry.Header.Checked |= 1u << timer;
        entry.Header.Checks++;
        if ((TFn.ProcessingTimers & (1u << timer)) != 0)
        {
            _earliestSet = Math.Min(_earliestSet, time);
            _wasSet = true;
        }
        timers.Add(time, new TimerCheck<TKey>(Table.KeyOf(ref entry), timer), hash);
    }

    private void WakeAt(long time)
    {
        // The end of time comes too: with the end of input.
        Context.Subtask!.WakeAt(Math.Min(time, long.MaxValue - 1));
        _earliestSet = long.MaxValue;
        _wasSet = false;
    }

    private DueTimers<TKey> Timers(int timer) => (TFn.EventTimers & (1u << timer)) != 0 ? _eventTimers : _processingTimers;

    private void SaveKey(ref KeyedEntry<TState> entry, SnapshotWriter to)
    {
        to.Write(entry.Header.Present);
        _cell.Enter(ref entry);
        foreach (var field in _binder.Fields)
            if ((entry.Header.Present & (1ul << field.Index)) != 0) field.Save(to);
        for (int timer = 0; timer < TimerCount; timer++)
            if (IsSet(in entry, timer)) to.Write(TFn.Timer(ref entry.State, timer).Time);
    }

    private void LoadKey(ref KeyedEntry<TState> entry, ulong hash, SnapshotReader from)
    {
        ulong present = from.Read<ulong>();
        _cell.Enter(ref entry);
        foreach (var field in _binder.Fields)
            if ((present & (1ul << field.Index)) != 0) field.Load(from);
        for (int timer = 0; timer < TimerCount; timer++)
        {
            if ((present & StateBinder.MaskOfTimer(timer)) == 0) continue;
            long time = from.Read<long>();
            TFn.Timer(ref entry.State, timer).Time = time;
            entry.Header.Present |= StateBinder.MaskOfTimer(timer);
            Check(Timers(timer), ref entry, hash, timer, time);
        }
        if (TFn.ExpiryTimer >= 0) WatchExpiry(ref entry, hash);
    }

    private static int TimerCount => BitOperations.PopCount(TFn.EventTimers | TFn.ProcessingTimers);
}
