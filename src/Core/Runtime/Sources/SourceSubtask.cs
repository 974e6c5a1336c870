using System.Diagnostics.CodeAnalysis;
using Millrace.Connectors;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// A subtask fed by the splits of a source. It may have several open at a time, when they overlap in time, and reads next from
/// the one that is furthest behind.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "CloseInputs disposes the splits; every subtask is closed.")]
internal sealed class SourceSubtask<T>(SubtaskContext context, SubtaskEnvironment environment, SplitAssigner<T> assigner, IHead head)
    : Subtask(context, environment, head) where T : unmanaged
{
    private const int ReadRows = 1024;

    // How far, in rows, a split may be read ahead of one that is behind it and has no rows at hand.
    private const int MaxRowsAhead = 32 * ReadRows;

    private readonly OpenSplits<T> _open = new();
    private readonly TakenSplits _taken = new();
    private DriftGroup.Member? _drift;
    private long _maxDriftUs;
    private OpenSplit<T>? _reading;
    private int _readOffset;
    // The rows that are being processed, should that fail; from 0 to 0 while there are none.
    private int _failedFrom;
    private int _failedTo;
    private long _turn;
    private int _rowsSinceLook;
    private bool _exhausted;
    private bool _started;
    private bool _hasLooked;
    private long _idleTimerUs = long.MinValue;
    // After a restart: what all subtasks had been given before, and how far this one had read what it had not finished.
    private HashSet<string> _before = [];
    private List<SplitPlace> _places = [];

    public override string? Locate()
    {
        // What waits here for its time or for an answer is no longer known by its place.
        if (_reading?.Reader is not { } reader || _failedTo == 0) return null;
        if (Context.FailedRow >= 0) return $"at {reader.Locate(Context.FailedRow + _readOffset)}";
        string first = reader.Locate(_failedFrom + _readOffset);
        return _failedTo - _failedFrom == 1 ? $"at {first}" : $"at a row from {first} to {reader.Locate(_failedTo - 1 + _readOffset)}";
    }

    protected override bool HoldsInput => _open.HoldRows;

    // What is not handed out holds the watermark.
    private long Hold => _exhausted ? long.MaxValue : assigner.Hold;

    private bool IsSilent => _exhausted && Context.Awaited == 0 && !Context.EventTime.FollowsClock && _open.AreIdle;

    public override void Save(SnapshotWriter to)
    {
        if (!assigner.CanGoOn)
            throw new NotSupportedException($"'{Context.VertexName}' reads a source that cannot go on from a position, so the job takes no snapshots. Arrays, files and a TestSource can; sequences, channels and pipes cannot.");
        _taken.Save(to.Shared);
        to.Begin($"source {Context.VertexName}");
        Chain.SaveTime(to);
        to.Write(_open.Count);
        foreach (var split in _open) SplitPlace.Save(split, Context.EventTime, to);
        Chain.Save(to);
    }

    protected override void Load(SnapshotReader from)
    {
        from.Begin($"source {Context.VertexName}");
        Chain.LoadTime(from);
        for (int left = from.Read<int>(); left > 0; left--) _places.Add(SplitPlace.Load(from));
        _before = _taken.Load(keeps: Context.Index == 0, from);
        assigner.LeaveOut(_before);
        Chain.Load(from);
        if (Chain.Watermark != long.MinValue) Chain.Tell(Chain.Watermark);
    }

    protected override void CloseInputs() => _open.Dispose();

    protected override void OnStep()
    {
        _hasLooked = false;
        if (!_started) Start();
    }

    protected override void OnRoom()
    {
        // Once a step, since with rows at hand in one split another may be silent for long.
        if (!_hasLooked) NoteIdle();
        _hasLooked = true;
    }

    protected override void OnTime()
    {
        Chain.TellTime(Context.NowUs);
        if (Context.EventTime.Ticks) Tick();
    }

    protected override StepResult? Advance()
    {
        if (IsPaused)
        {
            // What has been read is processed, so that the positions of the readers are true.
            if (_open.FirstUnfinished() is not { } begun) return StepResult.Idle;
            Read(begun);
            return null;
        }
        TakeSplits();
        if (_open.Count == 0 && _exhausted)
        {
            PublishDrift();
            return End();
        }
        if (Choose() is { } split)
        {
            Read(split);
            return null;
        }
        NoteIdle();
        // With nothing open, others must get on first; meanwhile only what nobody has opened holds the watermark.
        return AdvanceWatermark() || (IsSilent && !Chain.TellIdle()) ? null : StepResult.Idle;
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
        foreach (var split in assigner.TakeDealt(this, Context.Index))
        {
            var place = _places.Find(place => place.Id == split.Id);
            // One that was no longer open had been read to its end.
            if (_before.Contains(split.Id)) split.Reader!.StartAt(place?.Position ?? long.MaxValue);
            Begin(split, place);
            if (place is not null) _places.Remove(place);
        }
        foreach (var place in _places) Begin(assigner.TakeBack(this, place), place);
        _places = [];
    }

    private void TakeSplits()
    {
        while (!_exhausted)
        {
            long? reached = _open.Count == 0 ? null : _open.LowestHeldBack();
            // Without event time one split after the other is enough; with it, splits that are due must not wait.
            if (reached is { } time && (!Context.EventTime.Assigns || assigner.Hold >= time)) return;
            TakeResult result = assigner.TryTake(this, reached, out var split);
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

    private OpenSplit<T>? Choose()
    {
        var chosen = _open.Choose(MaxRowsAhead, out var lowest);
        // The one chosen is furthest behind of those that have rows: if it is too far ahead, so are they.
        if (chosen is null || (!chosen.IsNeverHeldBack && IsFarAhead(lowest!))) return null;
        return _drift is null || _drift.MayRead(chosen.Watermark, _maxDriftUs) ? chosen : null;
    }

    // Other subtasks may read slower, or denser files; then this one waits for them now and then, or windows would pile up.
    private bool IsFarAhead(OpenSplit<T> lowest)
    {
        if (_rowsSinceLook < MaxRowsAhead || !Context.EventTime.Assigns || lowest.IsNeverHeldBack) return false;
        if (!assigner.MayReadOn(this, lowest.Watermark)) return true;
        _rowsSinceLook = 0;
        return false;
    }

    private void Read(OpenSplit<T> split)
    {
        split.LastTurn = ++_turn;
        _reading = split;
        Context.EventTime.Select(split.Number);
        if (split.RowsDone < split.RowCount)
        {
            ReadOnlySpan<T> kept = split.Rows.AsSpan(0, split.RowCount);
            _readOffset = split.RowsOffset;
            split.RowsDone = Process(split, kept, split.RowsDone);
            if (split.RowsDone == split.RowCount) EndBatch();
            return;
        }
        ReadResult result = split.Read(Math.Min(ReadRows, Environment.Options.ReadRows), out var rows);
        Context.Metrics.BadRows += split.TakeBadRows();
        switch (result)
        {
            case ReadResult.Rows:
                _readOffset = 0;
                NoteActive(split);
                int done = Process(split, rows, 0);
                if (done < rows.Length) split.Keep(rows[done..], done);
                else EndBatch();
                break;
            case ReadResult.Wait:
                if (CanBeIdle(split)) _open.BeSilent(split, ListeningUs);
                if (split.Reader!.SaysWatermarks) Hear(split);
                break;
            case ReadResult.End:
                _open.Remove(split);
                Context.EventTime.End(split.Number);
                assigner.Finished(split);
                AdvanceWatermark();
                break;
        }
    }

    // What comes through a pipe has an end: a program that is slow to write must not make its rows late, unless the user has said how slow.
    private bool CanBeIdle(OpenSplit<T> split) =>
        !split.Split.Bounded || (split.IsNeverHeldBack && !Context.IsBatch && Context.EventTime.Settings is { Idleness: not null });

    // Rows that have come meanwhile must find the watermark moved on.
    private void Hear(OpenSplit<T> split)
    {
        bool isIdle = split.Reader!.IsIdle;
        if (!isIdle) NoteActive(split);
        split.IsIdle = isIdle;
        split.Raise(split.Reader.Watermark);
        AdvanceWatermark();
    }

    private int Process(OpenSplit<T> split, ReadOnlySpan<T> rows, int from)
    {
        RowBatch batch = RowBatch.Of(rows);
        (_failedFrom, _failedTo) = (from, rows.Length);
        int done;
        try
        {
            done = Chain.Process(in batch, from, rows.Length);
        }
        catch (Exception cause)
        {
            Chain.FindFailed(in batch, from, cause);
            throw;
        }
        if (Context.EventTime.Assigns) split.Observe(Context.EventTime.Take(split.Number, Context.NowUs));
        Context.Metrics.BytesRead += split.TakeBytesRead();
        // Without event time nothing is ahead of anything.
        if (Context.EventTime.Assigns) split.RowsAhead += done - from;
        _rowsSinceLook += done - from;
        // What operators hold back are rows of this batch, while it is known which.
        Chain.Flush();
        (_failedFrom, _failedTo) = (0, 0);
        return done;
    }

    private void EndBatch()
    {
        AdvanceWatermark();
        assigner.Progressed();
    }

    // True if there was something to tell.
    private bool AdvanceWatermark()
    {
        PublishDrift();
        if (Chain.IsUnfinished) return false;
        long watermark = Context.EventTime.Assigns ? _open.Watermark(Hold, Context.Metrics) : long.MaxValue;
        // Every row from now on is given a later time than this.
        if (Context.EventTime.FollowsClock) watermark = Math.Min(watermark, Context.NowUs - 1);
        // The end of all splits is told by End, once nothing is left to take.
        return watermark != long.MaxValue && Chain.Raise(watermark);
    }

    private void PublishDrift()
    {
        if (_drift is null) return;
        long hold = Hold;
        _drift.Publish(Math.Min(hold == long.MinValue ? long.MaxValue : hold, _open.LowestKnown()));
    }

    private void NoteActive(OpenSplit<T> split)
    {
        split.SilentSinceUs = 0;
        split.IsIdle = false;
        Chain.NoteActive();
    }

    private void NoteIdle()
    {
        long timeoutUs = (Context.EventTime.Settings?.Idleness ?? Environment.Options.IdleTimeout).Microseconds;
        long next = _open.NoteIdle(ListeningUs, timeoutUs);
        if (next == long.MaxValue) return;
        if (_idleTimerUs <= StepStartUs || StepStartUs + next < _idleTimerUs) Scheduler!.WakeAt(this, _idleTimerUs = StepStartUs + next);
    }
}
