using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Aggregates the rows of each key and window, where a trigger says when results follow, and where a window is kept for a while after
/// its end. Rows later than that go to <typeparamref name="TLate"/>.
/// </summary>
/// <remarks>
/// Tumbling, sliding and global windows. Sliding ones share nothing: a trigger has to see each of them, so that a row is added to
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
/// <typeparam name="TNext">The next operator.</typeparam>
/// <typeparam name="TLate">Where late rows go.</typeparam>
public struct TriggeredKeyedWindow<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TState, TTrigger, TNext, TLate> : IKeyedOperator<TIn>, IHead
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
    where TState : unmanaged
    where TTrigger : struct, IWindowTrigger<TIn, TState>
    where TNext : struct, IOperator<TOut>
    where TLate : struct, IOperator<LateRow<TIn>>
{
    // Entries worked on between two looks at the budget.
    private const int Units = 64;

    private readonly WindowSpec _window;
    private FiringSpec _firing;
    private readonly string _name;
    private TFn _functions;
    private TTrigger _trigger;
    private TNext _next;
    private TLate _late;

    private PaneList<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> _panes;
    // The pane of the last row of a window that does not overlap others; a size of 0 means none.
    private Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> _pane;
    private long _start;
    private long _size;
    private KeyBatch<TIn, TKey, TKeyRecord> _batch;
    private TimeBuckets<TriggerWake<TKey>> _wakes;

    // Accumulators that results took with them, and whose heaps operators behind may still point into, with the pane of each.
    private List<Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>>> _spentPanes;
    private NativeList<TAcc> _spent;
    // True if operators behind may hold text of accumulators.
    private bool _lent;

    private SubtaskContext _context;
    private long _watermark;
    private bool _advancing;

    /// <summary>A window operator in front of <paramref name="next"/>.</summary>
    /// <param name="functions">The user's functions.</param>
    /// <param name="window">The windows: tumbling, sliding or global.</param>
    /// <param name="firing">How long windows are kept, and whether results discard.</param>
    /// <param name="trigger">The trigger.</param>
    /// <param name="name">Name of the operator, for errors.</param>
    /// <param name="next">The next operator.</param>
    /// <param name="late">Where late rows go.</param>
    public TriggeredKeyedWindow(TFn functions, WindowSpec window, FiringSpec firing, TTrigger trigger, string name, TNext next, TLate late)
    {
        _functions = functions;
        _window = window;
        _firing = firing;
        _trigger = trigger;
        _name = name;
        _next = next;
        _late = late;
        _watermark = long.MinValue;
        _panes = null!;
        _pane = null!;
        _wakes = null!;
        _spentPanes = null!;
        _spent = null!;
        _context = null!;
    }

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom && _late.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _context = context;
        // Nothing is late.
        if (context.IsBatch) _firing = _firing with { Lateness = default };
        _batch = new();
        _panes = new(context.State, Salt.Of(_name, context.Index));
        _wakes = new(context.State);
        _spentPanes = [];
        _spent = new(context.State);
        _next.Open(context);
        _late.Open(context);
    }

    /// <inheritdoc/>
    public int Process(in RowBatch batch, int from, int to)
    {
        if (batch.Kind == 1)
        {
            MergePartials(batch.Rows<Partial<TKey, TAcc>>()[from..to]);
            return to;
        }
        // A row may send a result on, and what has no room is held in memory.
        var rows = batch.Rows<Timed<TIn>>();
        while (from < to && HasRoom)
        {
            int end = Math.Min(from + Units, to);
            Process(rows[from..end]);
            from = end;
        }
        return from;
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<Timed<TIn>> rows)
    {
        while (KeyBatch<TIn, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            _batch.Prepare(batch, ref _functions, _size == 0 ? null : _pane.Table);
            var hashes = _batch.Hashes;
            for (int i = 0; i < batch.Length; i++) Apply(in batch[i], hashes[i]);
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
        ReturnLent();
        _next.Flush();
        _late.Flush();
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark)
    {
        // After a restart sources may begin with an earlier one than the snapshot's.
        _watermark = Math.Max(_watermark, watermark);
        _advancing = true;
        return Advance();
    }

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs) & _late.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish()
    {
        bool next = _next.Finish(), late = _late.Finish();
        return next && late;
    }

    /// <inheritdoc/>
    public bool Resume()
    {
        bool next = _next.Resume(), late = _late.Resume();
        return next && late && (!_advancing || Advance());
    }

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        to.Begin(_window.Part("triggered window", _name));
        to.Write(_watermark);
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TriggeredEntry<TAcc, TState>, TriggeredEntry<TAcc, TState>>.Save(_panes, to);
        _next.Save(to);
        _late.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin(_window.Part("triggered window", _name));
        _watermark = Math.Max(_watermark, from.Read<long>());
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TriggeredEntry<TAcc, TState>, TriggeredEntry<TAcc, TState>>.Load(_panes, ref _functions, from);
        WakeAgain();
        _next.Load(from);
        _late.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _panes?.Dispose();
        _wakes?.Dispose();
        _spent?.Dispose();
        _next.Close();
        _late.Close();
    }

    private void Apply(in Timed<TIn> row, ulong hash)
    {
        if (_window.Kind == WindowKind.Sliding) ApplyToAll(in row, hash);
        else if ((ulong)(row.Time - _start) < (ulong)_size || Enter(in row)) Add(_pane, in row, hash);
    }

    /// <summary>Adds a row to every window that covers it and is still kept; late is a row that finds none of them.</summary>
    private void ApplyToAll(in Timed<TIn> row, ulong hash)
    {
        if (row.Time == long.MinValue) Throw.NoEventTime(_name);
        long last = _window.LastStart(row.Time);
        if (last + _window.SizeUs <= row.Time) return;
        bool isTaken = false;
        for (long start = last; start + _window.SizeUs > row.Time; start -= _window.SlideUs)
        {
            if (IsGone(start)) break;
            isTaken = true;
            Add(PaneAt(start), in row, hash);
        }
        if (!isTaken) Late(in row, last);
    }

    /// <summary>Makes the pane of a row the current one. False if it is gone: then the row is dealt with.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Enter(in Timed<TIn> row)
    {
        if (row.Time == long.MinValue && _window.NeedsEventTime) Throw.NoEventTime(_name);
        long start = _window.PaneStart(row.Time);
        if (IsGone(start))
        {
            Late(in row, start);
            return false;
        }
        _pane = PaneAt(start);
        _start = start;
        _size = _window.PaneReach(start);
        return true;
    }

    private Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> PaneAt(long start)
    {
        var pane = _panes.GetOrAdd(start);
        // Of a window without a row, whose end has passed, the first row is a late one.
        if (pane.Table.Count == 0) pane.HasEnded = Last(start) <= _watermark;
        return pane;
    }

    private void Late(in Timed<TIn> row, long start) =>
        _late.Collect(new LateRow<TIn>(row.Row, new Duration(_watermark - Last(start))), row.Time);

    /// <summary>Last microsecond of the window that starts at <paramref name="start"/>.</summary>
    private readonly long Last(long start)
    {
        if (_window.Kind != WindowKind.Sliding) return _window.PaneLast(start);
        long last = start + _window.SizeUs - 1;
        return last < start ? long.MaxValue : last;
    }

    /// <summary>True if the watermark has passed the end of a window by more than the lateness allowed.</summary>
    private readonly bool IsGone(long start)
    {
        long last = Last(start), gone = last + _firing.Lateness.Microseconds;
        return (gone < last ? long.MaxValue : gone) <= _watermark;
    }

    private void Add(Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> pane, in Timed<TIn> row, ulong hash)
    {
        // The accumulator may be about to free text that a result points at.
        if (_lent) ReturnLent();
        TKey key = _functions.Key(in row.Row);
        ref var entry = ref pane.Table.GetOrAdd(in key, hash, out bool added);
        if (added) entry.Wake = TriggerContext<TState>.Never;
        if (entry.HasRows) _functions.Add(ref entry.Acc, in row.Row, row.Time, pane.Heap);
        else _functions.Create(ref entry.Acc, in row.Row, row.Time, pane.Heap);
        entry.HasRows = true;
        // The built-in trigger has nothing to say before the end.
        if (_context.IsBatch && typeof(TTrigger) == typeof(EarlyTrigger<TIn>)) return;
        var window = _window.WindowAt(pane.Start);
        var context = new TriggerContext<TState>(ref entry.State, window, row.Time, _watermark, entry.Wake, hasRows: true);
        var result = _trigger.OnRow(in row.Row, ref context);
        if (context.WakeUs != entry.Wake) Wake(pane, ref entry, context.WakeUs);
        if (_context.IsBatch && result == TriggerResult.Fire) entry.HasFired = true;
        else if (result != TriggerResult.Continue) Act(result, pane, ref entry, window);
    }

    private readonly void Wake(Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> pane, ref TriggeredEntry<TAcc, TState> entry, long time)
    {
        entry.Wake = time;
        if (time != TriggerContext<TState>.Never) _wakes.Add(time, new TriggerWake<TKey>(pane.Table.KeyOf(ref entry), pane.Start, time));
    }

    private void Act(TriggerResult result, Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> pane, ref TriggeredEntry<TAcc, TState> entry, Window window)
    {
        if (!entry.HasRows) return;
        if (result != TriggerResult.Purge)
        {
            TOut made = _functions.Result(in pane.Table.KeyOf(ref entry), window, in entry.Acc);
            _next.Collect(in made, window.End.Microseconds - 1);
            _lent |= TAcc.HasText || TKeyRecord.HasText;
            if (result == TriggerResult.Fire && !_firing.IsDiscarding) return;
        }
        if (TAcc.HasText)
        {
            _spent.Add(in entry.Acc);
            _spentPanes.Add(pane);
            _lent = true;
        }
        entry.Acc = default;
        entry.HasRows = entry.HasFired = false;
    }

    /// <summary>Takes back the text that operators behind may hold.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReturnLent()
    {
        _lent = false;
        _next.Flush();
        for (int i = 0; i < _spent.Count; i++) _functions.Release(ref _spent[i], _spentPanes[i].Heap);
        _spent.Clear();
        _spentPanes.Clear();
    }

    private void MergePartials(ReadOnlySpan<Partial<TKey, TAcc>> rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var partial = ref rows[i];
            if (_lent) ReturnLent();
            // Producers flush a pane before the watermark that closes it, and a trigger that has to see rows gets rows.
            if (Last(partial.PaneStart) <= _watermark) Throw.LatePartial(_name);
            var pane = _panes.GetOrAdd(partial.PaneStart);
            ref var entry = ref pane.Table.GetOrAdd(in partial.Key, TKeyRecord.Hash(in partial.Key), out bool added);
            if (added) entry.Wake = TriggerContext<TState>.Never;
            _functions.Merge(ref entry.Acc, in partial.Acc, pane.Heap);
            entry.HasRows = true;
        }
    }

    private bool Advance()
    {
        if (!WakeAll()) return false;
        for (int i = 0; i < _panes.Count && Last(_panes[i].Start) <= _watermark; i++)
        {
            if (!_panes[i].HasEnded && !End(_panes[i])) return false;
        }
        while (_panes.First is { } pane && IsGone(pane.Start))
        {
            if (!Empty(pane)) return false;
            _panes.RemoveFirst();
        }
        _advancing = false;
        bool next = _next.Watermark(_watermark), late = _late.Watermark(_watermark);
        return next && late;
    }

    /// <summary>Wakes the triggers whose time has come. False: unfinished.</summary>
    private bool WakeAll()
    {
        while (_next.HasRoom && _context.Budget.Spend(Units))
        {
            for (int i = 0; i < Units; i++)
            {
                if (!_wakes.TryTake(_watermark, out var wake)) return true;
                // A pane that is gone has taken the key's text with it; one that is there has it.
                if (_panes.Find(wake.PaneStart) is not { } pane) continue;
                ulong hash = TKeyRecord.Hash(in wake.Key);
                if (!pane.Table.TryFind(in wake.Key, hash, out var found) || found.Wake != wake.Time) continue;
                ref var entry = ref pane.Table.GetOrAdd(in wake.Key, hash, out _);
                entry.Wake = TriggerContext<TState>.Never;
                Ask(pane, ref entry, wake.Time, isEnd: false);
                if (!_next.HasRoom) break;
            }
            if (_lent) ReturnLent();
        }
        return false;
    }

    private void Ask(Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> pane, ref TriggeredEntry<TAcc, TState> entry, long time, bool isEnd)
    {
        var window = _window.WindowAt(pane.Start);
        var context = new TriggerContext<TState>(ref entry.State, window, time, _watermark, entry.Wake, entry.HasRows);
        var result = _trigger.OnEventTime(ref context);
        if (context.WakeUs != entry.Wake) Wake(pane, ref entry, context.WakeUs);
        if (_context.IsBatch)
        {
            if (isEnd && entry.HasFired && result == TriggerResult.Continue) result = TriggerResult.Fire;
            if (!isEnd && result == TriggerResult.Fire)
            {
                entry.HasFired = true;
                return;
            }
        }
        if (result != TriggerResult.Continue) Act(result, pane, ref entry, window);
    }

    /// <summary>Tells the triggers of all keys that the window has ended. False: unfinished.</summary>
    private bool End(Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> pane)
    {
        long time = Math.Min(Last(pane.Start), _window.WindowAt(pane.Start).End.Microseconds - 1);
        var cursor = pane.Emitted;
        while (_next.HasRoom && _context.Budget.Spend(Units))
        {
            for (int i = 0; i < Units; i++)
            {
                if (!pane.Table.MoveNext(ref cursor))
                {
                    pane.Emitted = default;
                    pane.HasEnded = true;
                    if (_lent) ReturnLent();
                    return true;
                }
                Ask(pane, ref pane.Table.ValueAt(cursor), time, isEnd: true);
                if (!_next.HasRoom) break;
            }
            if (_lent) ReturnLent();
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

    /// <summary>Notes for all keys when their triggers want to be woken.</summary>
    private void WakeAgain()
    {
        // None twice, where another part of the snapshot has been read before.
        _wakes.Dispose();
        _wakes = new(_context.State);
        for (int i = 0; i < _panes.Count; i++)
        {
            TableCursor cursor = default;
            while (_panes[i].Table.MoveNext(ref cursor))
            {
                ref var entry = ref _panes[i].Table.ValueAt(cursor);
                Wake(_panes[i], ref entry, entry.Wake);
            }
        }
    }
}
