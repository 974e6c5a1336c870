using Millrace.Connectors;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// A subtask fed by the splits of a source. It may have several open at a time, when they overlap in time, and reads next from
/// the one that is furthest behind.
/// </summary>
internal sealed class SourceSubtask<T, THead> : Subtask where T : unmanaged where THead : struct, IHead
{
    private const int ReadRows = 1024;

    // How far, in rows, a split may be read ahead of one that is behind it and has no rows at hand.
    private const int MaxRowsAhead = 32 * ReadRows;

    private readonly SplitAssigner<T> _assigner;
    private readonly List<OpenSplit<T>> _open = [];
    private THead _head;
    private DriftGroup.Member? _drift;
    private long _maxDriftUs;
    private OpenSplit<T>? _reading;
    private int _readOffset;
    private long _watermark = long.MinValue;
    private long _turn;
    private int _rowsSinceLook;
    private bool _exhausted;
    private bool _started;
    private bool _resuming;
    private EndPhase _end;
    private bool _idle;
    private bool _someSilent;
    private long _idleTimerUs = long.MinValue;
    private readonly TakenSplits _taken = new();
    // After a restart: what all subtasks had been given before, and how far this one had read what it had not finished.
    private HashSet<string> _before = [];
    private List<SplitPlace> _places = [];

    public SourceSubtask(SubtaskContext context, SubtaskEnvironment environment, SplitAssigner<T> assigner, THead head) : base(context, environment)
    {
        _assigner = assigner;
        _head = head;
    }

    public override string? Locate()
    {
        if (_reading?.Reader is not { } reader) return null;
        int row = Math.Max(Context.FailedRow, 0) + _readOffset;
        string place = reader.Locate(row);
        return Context.FailedRow >= 0 ? place : $"{place} or one of the {ReadRows} rows behind it";
    }

    private long IdleTimeoutUs => (Context.EventTime.Settings?.Idleness ?? Environment.Options.IdleTimeout).Microseconds;

    protected override bool HeadHasRoom => _head.HasRoom;

    protected override void OpenHead() => _head.Open(Context);

    protected override bool HasUnfinished => _resuming || _open.Exists(static split => split.RowsDone < split.RowCount);

    public override void Save(SnapshotWriter to)
    {
        if (!_assigner.CanGoOn)
            throw new NotSupportedException($"'{Context.VertexName}' reads a source that cannot go on from a position, so the job takes no snapshots. Arrays, files and a TestSource can; sequences and channels cannot.");
        _taken.Save(to.Shared);
        to.Begin($"source {Context.VertexName}");
        to.Write(_watermark);
        to.Write(Context.HasBeenIdle);
        to.Write(_open.Count);
        foreach (var split in _open) SplitPlace.Save(split, Context.EventTime, to);
        _head.Save(to);
    }

    protected override void Load(SnapshotReader from)
    {
        from.Begin($"source {Context.VertexName}");
        _watermark = Math.Max(_watermark, from.Read<long>());
        Context.HasBeenIdle |= from.Read<bool>();
        for (int left = from.Read<int>(); left > 0; left--) _places.Add(SplitPlace.Load(from));
        _before = _taken.Load(keeps: Context.Index == 0, from);
        _assigner.LeaveOut(_before);
        _head.Load(from);
        if (_watermark != long.MinValue) _resuming = !_head.Watermark(_watermark);
    }

    protected override void FlushHead() => _head.Flush();

    protected override void CloseHead() => _head.Close();

    protected override void CloseInputs()
    {
        foreach (var split in _open) split.Dispose();
        _open.Clear();
    }

    protected override StepResult Work()
    {
        if (!_started) Start();
        bool looked = false;
        while (true)
        {
            if (!TryDrainOutputs() || (!_head.HasRoom && !Context.TryTakeDue())) return StepResult.Blocked;
            // Once a step, since with rows at hand in one split another may be silent for long.
            if (!looked) NoteIdle();
            looked = true;
            if (_resuming)
            {
                if (!_head.Resume()) return _head.HasRoom ? StepResult.Progressed : StepResult.Blocked;
                _resuming = false;
                continue;
            }
            if (Context.Budget.Left <= 0) return StepResult.Progressed;
            if (Context.TryTakeWake(Context.NowUs))
            {
                TellTime(Context.NowUs);
                if (Context.EventTime.Ticks) Tick();
                continue;
            }
            if (IsPaused)
            {
                // What has been read is processed, so that the positions of the readers are true.
                if (_open.Find(static split => split.RowsDone < split.RowCount) is not { } begun) return StepResult.Idle;
                Read(begun);
                continue;
            }
            TakeSplits();
            if (_open.Count == 0)
            {
                if (!_exhausted)
                {
                    // Others must get on first; meanwhile only what nobody has opened holds the watermark.
                    if (AdvanceWatermark()) continue;
                    return StepResult.Idle;
                }
                if (Finish() is { } result) return result;
            }
            else if (Choose() is { } split)
            {
                Read(split);
            }
            else
            {
                NoteIdle();
                if (AdvanceWatermark() || LetGo()) continue;
                Rest();
                return StepResult.Idle;
            }
        }
    }

    private void Start()
    {
        _started = true;
        if (Context.EventTime.Ticks) Context.WakeAt(Context.NowUs + EventTimeClock.TickUs);
        if (Context.EventTime.Settings is { MaxDrift: { } drift } settings)
        {
            _maxDriftUs = drift.Microseconds;
            _drift = Environment.DriftGroups.Of(settings.DriftGroup, Environment.Vertex).Join(this);
            // Files may begin long before what the others read.
            PublishDrift();
        }
        foreach (var split in _assigner.TakeUnbounded(this, Context.Index))
        {
            var place = _places.Find(place => place.Id == split.Id);
            // One that was no longer open had been read to its end.
            if (_before.Contains(split.Id)) split.Reader!.StartAt(place?.Position ?? long.MaxValue);
            Begin(split, place);
            if (place is not null) _places.Remove(place);
        }
        foreach (var place in _places) Begin(_assigner.TakeBack(this, place), place);
        _places = [];
    }

    private void TakeSplits()
    {
        while (!_exhausted)
        {
            long? reached = _open.Count == 0 ? null : LowestBounded();
            // Without event time one split after the other is enough; with it, splits that are due must not wait.
            if (reached is { } time && (!Context.EventTime.Assigns || _assigner.Hold >= time)) return;
            TakeResult result = _assigner.TryTake(this, reached, out var split);
            if (result == TakeResult.Exhausted) _exhausted = true;
            if (result != TakeResult.Taken) return;
            Begin(split!);
        }
    }

    private void Begin(OpenSplit<T> split, SplitPlace? place = null)
    {
        if (!Context.EventTime.Assigns && split.Reader is { SaysWatermarks: true })
            throw new ConnectorException($"'{split.Id}' says watermarks, but its rows have no event time that they could be about; call EventTime right behind From.");
        split.Number = Context.EventTime.Start();
        _open.Add(split);
        _taken.Add(split.Id);
        if (place is null) return;
        Context.EventTime.Load(split.Number, place.Clock);
        split.Raise(place.Watermark);
    }

    // Watermarks that may move while no rows come.
    private void Tick()
    {
        Context.WakeAt(Context.NowUs + EventTimeClock.TickUs);
        if (Context.EventTime.Assigns)
        {
            foreach (var split in _open) split.Observe(Context.EventTime.Take(split.Number, Context.NowUs));
        }
        AdvanceWatermark();
    }

    private long? LowestBounded()
    {
        long? lowest = null;
        foreach (var split in _open)
        {
            if (split.Split.Bounded) lowest = Math.Min(lowest ?? long.MaxValue, split.Watermark);
        }
        return lowest;
    }

    // The open split that is furthest behind; if it has no rows at hand, others may be read a little ahead of it.
    private OpenSplit<T>? Choose()
    {
        OpenSplit<T>? lowest = null, chosen = null;
        foreach (var split in _open)
        {
            if (lowest is null || IsBehind(split, lowest)) lowest = split;
            if (!split.IsReady && split.RowsDone == split.RowCount) continue;
            bool mayRead = !split.Split.Bounded || split.RowsAhead < MaxRowsAhead;
            if (mayRead && (chosen is null || IsBehind(split, chosen))) chosen = split;
        }
        if (lowest is null) return null;
        lowest.RowsAhead = 0;
        if (lowest is { IsReady: true, Split.Bounded: true }) chosen = lowest;
        // The one chosen is furthest behind of those that have rows: if it is too far ahead, so are they.
        if (chosen is null || (chosen.Split.Bounded && IsFarAhead(lowest))) return null;
        return _drift is null || _drift.MayRead(chosen.Watermark, _maxDriftUs) ? chosen : null;
    }

    // Other subtasks may read slower, or denser files; then this one waits for them now and then, or windows would pile up.
    private bool IsFarAhead(OpenSplit<T> lowest)
    {
        if (_rowsSinceLook < MaxRowsAhead || !Context.EventTime.Assigns || !lowest.Split.Bounded) return false;
        if (!_assigner.MayReadOn(this, lowest.Watermark)) return true;
        _rowsSinceLook = 0;
        return false;
    }

    private static bool IsBehind(OpenSplit<T> split, OpenSplit<T> other) =>
        split.Watermark < other.Watermark || (split.Watermark == other.Watermark && split.LastTurn < other.LastTurn);

    private void Read(OpenSplit<T> split)
    {
        split.LastTurn = ++_turn;
        _reading = split;
        Context.EventTime.Select(split.Number);
        if (split.RowsDone < split.RowCount)
        {
            ReadOnlySpan<T> kept = split.Rows.AsSpan(0, split.RowCount);
            _readOffset = split.RowsOffset;
            int done = Process(kept, split.RowsDone);
            Count(split, done - split.RowsDone);
            split.RowsDone = done;
            if (done == split.RowCount) EndBatch();
            return;
        }
        ReadResult result = split.Read(Math.Min(ReadRows, Environment.Options.ReadRows), out var rows);
        Context.Metrics.BadRows += split.TakeBadRows();
        switch (result)
        {
            case ReadResult.Rows:
                _readOffset = 0;
                NoteActive(split);
                int done = Process(rows, 0);
                Count(split, done);
                if (done < rows.Length) split.Keep(rows[done..], done);
                else EndBatch();
                break;
            case ReadResult.Wait:
                if (!split.Split.Bounded) BeSilent(split);
                if (split.Reader!.SaysWatermarks) Hear(split);
                break;
            case ReadResult.End:
                _open.Remove(split);
                Context.EventTime.End(split.Number);
                _assigner.Finished(split);
                AdvanceWatermark();
                break;
        }
    }

    // Rows that have come meanwhile must find the watermark moved on.
    private void Hear(OpenSplit<T> split)
    {
        bool isIdle = split.Reader!.IsIdle;
        if (!isIdle) NoteActive(split);
        split.IsIdle = isIdle;
        split.Raise(split.Reader.Watermark);
        AdvanceWatermark();
    }

    private int Process(ReadOnlySpan<T> rows, int from)
    {
        RowBatch batch = RowBatch.Of(rows);
        return _head.Process(in batch, from, rows.Length);
    }

    private void Count(OpenSplit<T> split, int rows)
    {
        if (Context.EventTime.Assigns) split.Observe(Context.EventTime.Take(split.Number, Context.NowUs));
        Context.Metrics.BytesRead += split.TakeBytesRead();
        split.RowsAhead += rows;
        _rowsSinceLook += rows;
        Context.Metrics.RowsIn += rows;
        Context.Budget.Spend(Math.Max(rows, 1));
    }

    private void EndBatch()
    {
        _head.Flush();
        _reading = null;
        AdvanceWatermark();
        _assigner.Progressed();
    }

    // True if there was something to tell.
    private bool AdvanceWatermark()
    {
        PublishDrift();
        if (_resuming) return false;
        long lowest = LowestWatermark();
        // Every row from now on is given a later time than this.
        if (Context.EventTime.FollowsClock) lowest = Math.Min(lowest, Context.NowUs - 1);
        // The end of all splits is told by Finish, once nothing is left to take.
        return lowest != long.MaxValue && EmitWatermark(lowest);
    }

    // The lowest that holds the watermark back; long.MaxValue if nothing does.
    private long LowestWatermark()
    {
        if (!Context.EventTime.Assigns) return long.MaxValue;
        long hold = _exhausted ? long.MaxValue : _assigner.Hold, highest = long.MinValue;
        OpenSplit<T>? behind = null;
        int idle = 0;
        foreach (var split in _open)
        {
            highest = Math.Max(highest, split.Watermark);
            if (split.IsIdle) idle++;
            else if (behind is null || split.Watermark < behind.Watermark) behind = split;
        }
        var metrics = Context.Metrics;
        (metrics.Behind, metrics.UnopenedUs, metrics.OpenSplits, metrics.IdleSplits) = (behind, hold, _open.Count, idle);
        if (behind is not null) return Math.Min(hold, behind.Watermark);
        // With every split idle, the one furthest ahead decides, as if it had become idle last.
        return _open.Count == 0 ? hold : Math.Min(hold, highest);
    }

    // Splits without a row so far are neither behind nor ahead.
    private void PublishDrift()
    {
        if (_drift is null) return;
        long lowest = _exhausted || _assigner.Hold == long.MinValue ? long.MaxValue : _assigner.Hold;
        foreach (var split in _open)
        {
            if (!split.IsIdle && split.Watermark != long.MinValue) lowest = Math.Min(lowest, split.Watermark);
        }
        _drift.Publish(lowest);
    }

    private bool EmitWatermark(long watermark)
    {
        if (watermark <= _watermark) return false;
        _watermark = watermark;
        Context.Metrics.WatermarkUs = watermark;
        _head.Flush();
        _resuming = !_head.Watermark(watermark);
        return true;
    }

    private StepResult? Finish()
    {
        switch (_end)
        {
            // What the clock sets off comes before the last watermark, which would make its rows late; but that may itself ask for the clock.
            case EndPhase.Clock or EndPhase.ClockAgain:
                _end++;
                PublishDrift();
                if (Context.TryTakeWake(long.MaxValue)) TellTime(long.MaxValue);
                return null;
            case EndPhase.Watermark:
                _end++;
                Context.TryTakeWake(long.MaxValue);
                EmitWatermark(long.MaxValue);
                return null;
            case EndPhase.Finish:
                _end++;
                _head.Flush();
                _resuming = !_head.Finish();
                return null;
            default:
                return OutputsAreEmpty() ? StepResult.Finished : StepResult.Blocked;
        }
    }

    private void TellTime(long nowUs)
    {
        Context.Budget.Spend(1);
        _head.Flush();
        _resuming = !_head.ProcessingTime(nowUs);
    }

    private void NoteActive(OpenSplit<T> split)
    {
        split.SilentSinceUs = 0;
        split.IsIdle = false;
        if (!_idle) return;
        _idle = false;
        foreach (var output in Context.Outputs) output.BroadcastActive();
    }

    private void BeSilent(OpenSplit<T> split)
    {
        if (split.SilentSinceUs == 0) split.SilentSinceUs = Math.Max(ListeningUs, 1);
        _someSilent = true;
    }

    // Idleness is for unbounded splits: a bounded one that has no rows at hand only waits for its device. Only silence counts: a split
    // that has rows nobody has read is not silent, and while this subtask has no room the time stands still.
    private void NoteIdle()
    {
        long timeout = IdleTimeoutUs;
        if (!_someSilent || timeout <= 0) return;
        long next = long.MaxValue;
        foreach (var split in _open)
        {
            if (split.SilentSinceUs == 0 || split.IsIdle || split.IsReady) continue;
            long left = split.SilentSinceUs + timeout - ListeningUs;
            if (left <= 0) split.IsIdle = true;
            else next = Math.Min(next, left);
        }
        if (next == long.MaxValue) _someSilent = false;
        else if (_idleTimerUs <= StepStartUs || StepStartUs + next < _idleTimerUs) Scheduler!.WakeAt(this, _idleTimerUs = StepStartUs + next);
    }

    private bool IsSilent => _exhausted && Context.Awaited == 0 && !Context.EventTime.FollowsClock && _open.TrueForAll(static split => split.IsIdle);

    // What operators have gathered goes out before the subtasks behind wait for this one no more. True if there was something to tell.
    private bool LetGo()
    {
        if (Context.HasBeenIdle || Context.Outputs.Length == 0 || !IsSilent) return false;
        Context.HasBeenIdle = true;
        _head.Flush();
        _resuming = !_head.Watermark(_watermark);
        return true;
    }

    private void Rest()
    {
        if (_idle || !IsSilent) return;
        _idle = true;
        foreach (var output in Context.Outputs) output.BroadcastIdle();
    }
}
