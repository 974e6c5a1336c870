using Millrace.Connectors;

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

    protected override bool HeadHasRoom => _head.HasRoom;

    protected override void OpenHead() => _head.Open(Context);

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
        while (true)
        {
            if (!TryDrainOutputs() || !_head.HasRoom) return StepResult.Blocked;
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
                if (AdvanceWatermark()) continue;
                Rest();
                return StepResult.Idle;
            }
        }
    }

    private void Start()
    {
        _started = true;
        _open.AddRange(_assigner.TakeUnbounded(this, Context.Index));
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
            _open.Add(split!);
        }
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
        return chosen is { Split.Bounded: true } && IsFarAhead(lowest) ? null : chosen;
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
        ReadResult result = split.Read(ReadRows, out var rows);
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
                if (split.SilentSinceUs == 0 && !split.Split.Bounded) BeSilent(split);
                break;
            case ReadResult.End:
                _open.Remove(split);
                _assigner.Finished(split);
                AdvanceWatermark();
                break;
        }
    }

    private int Process(ReadOnlySpan<T> rows, int from)
    {
        RowBatch batch = RowBatch.Of(rows);
        return _head.Process(in batch, from, rows.Length);
    }

    private void Count(OpenSplit<T> split, int rows)
    {
        if (Context.EventTime.Assigns)
        {
            long highest = Context.EventTime.Take();
            if (highest != long.MinValue) split.Raise(WatermarkClock.Of(highest, Context.EventTime.OutOfOrdernessUs));
        }
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
        if (!Context.EventTime.Assigns || _resuming) return false;
        long lowest = _exhausted ? long.MaxValue : _assigner.Hold;
        bool active = _open.Count == 0;
        foreach (var split in _open)
        {
            if (split.IsIdle) continue;
            active = true;
            lowest = Math.Min(lowest, split.Watermark);
        }
        // The end of all splits is told by Finish, once nothing is left to take.
        return active && lowest != long.MaxValue && EmitWatermark(lowest);
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
        _idle = false;
    }

    private void BeSilent(OpenSplit<T> split)
    {
        split.SilentSinceUs = Math.Max(Clock.NowUs, 1);
        if (Environment.Options.IdleTimeout > Duration.Zero)
            Scheduler!.WakeAt(this, split.SilentSinceUs + Environment.Options.IdleTimeout.Microseconds);
    }

    // Idleness is for unbounded splits: a bounded one that has no rows at hand only waits for its device.
    private void Rest()
    {
        long timeout = Environment.Options.IdleTimeout.Microseconds;
        if (timeout <= 0) return;
        bool allIdle = true;
        foreach (var split in _open)
        {
            if (!split.Split.Bounded && split.SilentSinceUs != 0 && StepStartUs - split.SilentSinceUs >= timeout) split.IsIdle = true;
            allIdle &= split.IsIdle;
        }
        if (!allIdle)
        {
            AdvanceWatermark();
        }
        else if (!_idle && _exhausted)
        {
            _idle = true;
            foreach (var output in Context.Outputs) output.BroadcastIdle();
        }
    }
}
