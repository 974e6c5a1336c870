using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Tumbling, sliding and global windows, of which a trigger says when results follow, and which are kept for a while after their end. Late is a
/// row behind that.
/// </summary>
/// <remarks>
/// Sliding windows share nothing: a trigger has to see each of them, so that a row is added to
/// every window that covers it. A window that has ended and fired stays, as a pane, until the watermark has passed its end by the allowed lateness.
/// In batch mode results that would not be the last of a key and window are left out: the built-in trigger fires at the end only, and
/// what a trigger of the user's fires without purging waits for the end.
/// </remarks>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TFn">The user's functions.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <typeparam name="TState">The trigger's state per key and window.</typeparam>
/// <typeparam name="TTrigger">The trigger.</typeparam>
/// <param name="functions">The user's functions.</param>
/// <param name="window">The windows.</param>
/// <param name="firing">How long windows are kept, and whether results discard.</param>
/// <param name="trigger">The trigger.</param>
/// <param name="name">Name of the operator, for errors.</param>
public struct TriggeredWindows<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TState, TTrigger>(TFn functions, WindowSpec window, FiringSpec firing, TTrigger trigger, string name)
    : IKeyedWindows<TIn, TKey, TAcc, TOut>
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
    where TState : unmanaged
    where TTrigger : struct, IWindowTrigger<TIn, TState>
{
    // Entries worked on between two looks at the budget.
    private const int Units = 64;

    private readonly WindowSpec _window = window;
    private readonly string _name = name;
    private readonly KeyBatch<TIn, TKey, TKeyRecord> _batch = new();
    private FiringSpec _firing = firing;
    private TFn _functions = functions;
    private TTrigger _trigger = trigger;
    private SubtaskContext _context = null!;
    private PaneList<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> _panes = null!;
    private TriggerWakes<TKey, TKeyRecord, TAcc, TState> _wakes = null!;
    private LentText<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TState> _lent = null!;
    // The pane of the last row of a window that does not overlap others; a size of 0 means none.
    private Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> _pane = null!;
    private long _start;
    private long _size;

    private enum Cause
    {
        EventTime,
        Clock,
        End,
    }

    /// <inheritdoc/>
    public static bool FiresOnRows => true;

    /// <inheritdoc/>
    public readonly string Part => _window.Part("triggered window", _name);

    private static bool IsBuiltIn => typeof(TTrigger) == typeof(EarlyTrigger<TIn>) || typeof(TTrigger) == typeof(EarlyClockTrigger<TIn>);

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _context = context;
        // Nothing is late.
        if (context.IsBatch) _firing = _firing with { Lateness = default };
        _panes = new(context.State, Salt.Of(_name, context.Index));
        _wakes = new(context, _name, TTrigger.UsesProcessingTime);
        _lent = new(context.State);
    }

    /// <inheritdoc/>
    public void Add<TOutputs>(ReadOnlySpan<Timed<TIn>> rows, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        while (KeyBatch<TIn, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            _batch.Prepare(batch, ref _functions, _size == 0 ? null : _pane.Table);
            var hashes = _batch.Hashes;
            for (int i = 0; i < batch.Length; i++)
            {
                if (_window.Kind == WindowKind.Sliding) AddToAll(in batch[i], hashes[i], ref to);
                else if ((ulong)(batch[i].Time - _start) < (ulong)_size || Enter(in batch[i], ref to)) Add(_pane, in batch[i], hashes[i], ref to);
            }
        }
    }

    /// <inheritdoc/>
    public void Merge<TOutputs>(ReadOnlySpan<Partial<TKey, TAcc>> rows, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var partial = ref rows[i];
            _lent.Return(ref _functions, ref to);
            // Producers flush a pane before the watermark that closes it, and a trigger that has to see rows gets rows.
            if (Last(partial.PaneStart) <= to.Watermark) Throw.LatePartial(_name);
            var pane = _panes.GetOrAdd(partial.PaneStart);
            ref var entry = ref pane.Table.GetOrAdd(in partial.Key, TKeyRecord.Hash(in partial.Key), out bool added);
            if (added) entry.AskNothing();
            _functions.Merge(ref entry.Acc, in partial.Acc, pane.Heap);
            entry.HasRows = true;
        }
    }

    /// <inheritdoc/>
    public bool Advance<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        if (!WakeAll(ref to)) return false;
        for (int i = 0; i < _panes.Count && Last(_panes[i].Start) <= to.Watermark; i++)
        {
            if (!_panes[i].HasEnded && !End(_panes[i], ref to)) return false;
        }
        while (_panes.First is { } pane && IsGone(pane.Start, to.Watermark))
        {
            if (!Empty(pane)) return false;
            _wakes.Remove(pane.Start);
            _panes.RemoveFirst();
        }
        return true;
    }

    /// <inheritdoc/>
    public bool AdvanceClock<TOutputs>(long nowUs, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut> => !TTrigger.UsesProcessingTime || WakeAllByClock(nowUs, ref to);

    /// <inheritdoc/>
    public void Flush<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut> => _lent.Return(ref _functions, ref to);

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to) => AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TriggeredEntry<TAcc, TState>, TriggeredEntry<TAcc, TState>>.Save(_panes, to);

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TriggeredEntry<TAcc, TState>, TriggeredEntry<TAcc, TState>>.Load(_panes, ref _functions, from);
        _wakes.Restore(_panes);
    }

    /// <inheritdoc/>
    public readonly void Close()
    {
        _panes?.Dispose();
        _wakes?.Dispose();
        _lent?.Dispose();
    }

    /// <summary>Adds a row to every window that covers it and is still kept; late is a row that finds none of them.</summary>
    private void AddToAll<TOutputs>(in Timed<TIn> row, ulong hash, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        if (row.Time < TimeMath.FirstUs) Throw.BadEventTime(_name, row.Time);
        long line = _window.Line(row.Time), last = _window.LastStart(line);
        if (line - last >= _window.SizeUs) return;
        bool isTaken = false;
        for (long start = last; line - start < _window.SizeUs; start -= _window.SlideUs)
        {
            if (IsGone(start, to.Watermark)) break;
            isTaken = true;
            Add(PaneAt(start, to.Watermark), in row, hash, ref to);
        }
        if (!isTaken) to.Late(in row, Last(last));
    }

    /// <summary>Makes the pane of a row the current one. False if it is gone: then the row is dealt with.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Enter<TOutputs>(in Timed<TIn> row, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        if (row.Time < TimeMath.FirstUs && _window.NeedsEventTime) Throw.BadEventTime(_name, row.Time);
        long start = _window.PaneStart(row.Time);
        if (IsGone(start, to.Watermark))
        {
            to.Late(in row, Last(start));
            return false;
        }
        _pane = PaneAt(start, to.Watermark);
        _start = start;
        _size = _window.PaneReach(start);
        return true;
    }

    private readonly Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> PaneAt(long start, long watermark)
    {
        var pane = _panes.GetOrAdd(start);
        // Of a window without a row, whose end has passed, the first row is a late one.
        if (pane.Table.Count == 0) pane.HasEnded = Last(start) <= watermark;
        return pane;
    }

    /// <summary>Last microsecond of the window that starts at <paramref name="start"/>.</summary>
    private readonly long Last(long start) => _window.Kind == WindowKind.Sliding ? _window.WindowLast(start) : _window.PaneLast(start);

    /// <summary>True if the watermark has passed the end of a window by more than the lateness allowed.</summary>
    private readonly bool IsGone(long start, long watermark)
    {
        return TimeMath.Add(Last(start), _firing.Lateness.Microseconds) <= watermark;
    }

    private void Add<TOutputs>(Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> pane, in Timed<TIn> row, ulong hash, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        // The accumulator may be about to free text that a result points at.
        if (_lent.IsLent) _lent.Return(ref _functions, ref to);
        TKey key = _functions.Key(in row.Row);
        ref var entry = ref pane.Table.GetOrAdd(in key, hash, out bool added);
        if (added) entry.AskNothing();
        if (entry.HasRows) _functions.Add(ref entry.Acc, in row.Row, row.Time, pane.Heap);
        else _functions.Create(ref entry.Acc, in row.Row, row.Time, pane.Heap);
        entry.HasRows = true;
        // The built-in trigger has nothing to say before the end.
        if (_context.IsBatch && IsBuiltIn) return;
        var window = _window.WindowAt(pane.Start);
        var context = new TriggerContext<TState>(ref entry.State, window, row.Time, to.Watermark, _context.NowUs, entry.Wake, entry.ClockWake, hasRows: true, pane.HasEnded);
        var result = _trigger.OnRow(in row.Row, ref context);
        _wakes.Ask(pane, ref entry, context.WakeUs, context.ClockWakeUs);
        if (_context.IsBatch && result == TriggerResult.Fire) entry.HasFired = true;
        else if (result != TriggerResult.Continue) Act(result, pane, ref entry, window, ref to);
    }

    /// <summary>Asks a trigger what is to follow now that its time has come.</summary>
    private void Ask<TOutputs>(Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> pane, ref TriggeredEntry<TAcc, TState> entry, long time, Cause cause, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        var window = _window.WindowAt(pane.Start);
        var context = new TriggerContext<TState>(ref entry.State, window, time, to.Watermark, _context.NowUs, entry.Wake, entry.ClockWake, entry.HasRows, Last(pane.Start) <= to.Watermark);
        var result = cause == Cause.Clock ? _trigger.OnProcessingTime(ref context) : _trigger.OnEventTime(ref context);
        _wakes.Ask(pane, ref entry, context.WakeUs, context.ClockWakeUs);
        if (_context.IsBatch)
        {
            bool isEnd = cause == Cause.End;
            if (isEnd && entry.HasFired && result == TriggerResult.Continue) result = TriggerResult.Fire;
            if (!isEnd && result == TriggerResult.Fire)
            {
                entry.HasFired = true;
                return;
            }
        }
        if (result != TriggerResult.Continue) Act(result, pane, ref entry, window, ref to);
    }

    private void Act<TOutputs>(TriggerResult result, Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> pane, ref TriggeredEntry<TAcc, TState> entry, Window window, ref TOutputs to)
        where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        if (!entry.HasRows) return;
        if (result != TriggerResult.Purge)
        {
            TOut made = _functions.Result(in pane.Table.KeyOf(ref entry), window, in entry.Acc);
            to.Collect(in made, window.End.Microseconds - 1);
            _lent.Lend();
            if (result == TriggerResult.Fire && !_firing.IsDiscarding) return;
        }
        _lent.Take(in entry.Acc, pane);
        entry.Acc = default;
        entry.HasRows = entry.HasFired = false;
    }

    /// <summary>Wakes the triggers whose event time has come. False: unfinished.</summary>
    private bool WakeAll<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        while (to.MayGoOn(Units))
        {
            for (int i = 0; i < Units && to.HasRoom; i++)
            {
                if (!_wakes.TryTake(to.Watermark, _panes, out var call)) return true;
                if (call.Pane is { } pane) Ask(pane, ref call.Entry, call.Time, Cause.EventTime, ref to);
            }
            _lent.Return(ref _functions, ref to);
        }
        return false;
    }

    /// <summary>Wakes the triggers whose time of the clock has come. False: unfinished.</summary>
    private bool WakeAllByClock<TOutputs>(long nowUs, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        while (to.MayGoOn(Units))
        {
            for (int i = 0; i < Units && to.HasRoom; i++)
            {
                if (!_wakes.TryTakeByClock(nowUs, _panes, out var call)) return true;
                // The windows that the built-in trigger fires early end with the input.
                if (call.Pane is { } pane && !(nowUs == long.MaxValue && IsBuiltIn)) Ask(pane, ref call.Entry, call.Time, Cause.Clock, ref to);
            }
            _lent.Return(ref _functions, ref to);
        }
        return false;
    }

    /// <summary>Tells the triggers of all keys that the window has ended. False: unfinished.</summary>
    private bool End<TOutputs>(Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> pane, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        long time = Math.Min(Last(pane.Start), _window.WindowAt(pane.Start).End.Microseconds - 1);
        var cursor = pane.Emitted;
        while (to.MayGoOn(Units))
        {
            for (int i = 0; i < Units && to.HasRoom; i++)
            {
                if (!pane.Table.MoveNext(ref cursor))
                {
                    pane.Emitted = default;
                    pane.HasEnded = true;
                    _lent.Return(ref _functions, ref to);
                    return true;
                }
                Ask(pane, ref pane.Table.ValueAt(cursor), time, Cause.End, ref to);
            }
            _lent.Return(ref _functions, ref to);
        }
        pane.Emitted = cursor;
        return false;
    }

    /// <summary>Gives back what a pane that is gone holds. False: unfinished.</summary>
    private bool Empty(Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> pane)
    {
        if (pane.Start == _start) _size = 0;
        var cursor = pane.Emitted;
        while (_context.Budget.Spend(Units))
        {
            for (int i = 0; i < Units; i++)
            {
                if (!pane.Table.Drain(ref cursor)) return true;
            }
        }
        pane.Emitted = cursor;
        return false;
    }
}
