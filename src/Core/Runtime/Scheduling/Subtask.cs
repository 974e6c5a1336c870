using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// One parallel instance of a vertex. It runs on one thread at a time and depends on no particular one; a step takes about a
/// millisecond and never blocks.
/// </summary>
internal abstract class Subtask(SubtaskContext context, SubtaskEnvironment environment, IHead head)
{
    // The wall clock may be set while a subtask waits for it; that is noticed within this time.
    private const long LongestWaitUs = 60_000_000;

    private int _state;
    private StepUnits _units = new();
    private long _timerUs = long.MaxValue;
    private long _utcNowUs;
    private long _blockedSinceUs = -1;
    private long _blockedUs;
    private bool _opened;
    private bool _closed;

    /// <summary>What the chain sees of this subtask.</summary>
    public SubtaskContext Context { get; } = context;

    /// <summary>Distance of its vertex from the sources.</summary>
    public int Level => Environment.Level;

    /// <summary>Work units for the next step, calibrated so that it takes about a millisecond.</summary>
    public int Units => _units.Next;

    /// <summary>True once it never runs again.</summary>
    public bool HasFinished => Volatile.Read(ref _state) == (int)SubtaskState.Finished;

    /// <summary>Runs the subtask. Set before it is first woken.</summary>
    public IScheduler? Scheduler { get; set; }

    /// <summary>What the subtask takes up when it opens; null for nothing. Set before it is first woken.</summary>
    public SnapshotReader? Restored { get; set; }

    /// <summary>True while it takes nothing more from outside the job: a source reads no further, for a snapshot. Between steps only; wake it afterwards.</summary>
    public bool IsPaused { get; set; }

    /// <summary>True once its chain is open.</summary>
    public bool IsOpen => _opened;

    /// <summary>The vertex that it is an instance of.</summary>
    public Vertex Vertex => Environment.Vertex;

    /// <summary>True if it is open, nothing it has taken from its inputs is unfinished, and all it has written has been handed over. Between steps only.</summary>
    public bool IsQuiet => _opened && !Chain.IsUnfinished && !HoldsInput && OutputsAreEmpty();

    protected SubtaskEnvironment Environment { get; } = environment;

    /// <summary>What its chain is told.</summary>
    protected ChainDriver Chain { get; } = new(head, context);

    private IClock Clock => Environment.Clock;

    /// <summary>Time at which the running step began.</summary>
    protected long StepStartUs { get; private set; }

    /// <summary>
    /// Time at which the running step began, less all the time during which the subtask could not read for want of room: what has been
    /// silent so long by this clock was listened to so long.
    /// </summary>
    protected long ListeningUs => StepStartUs - _blockedUs;

    /// <summary>Makes sure that a step begins after this call. Thread: any. What the step shall see must be written before.</summary>
    public void Wake()
    {
        // The fence orders the caller's writes before the look at the state: either we see a state that a later step follows, or change it.
        Interlocked.MemoryBarrier();
        while (true)
        {
            int state = Volatile.Read(ref _state);
            switch ((SubtaskState)state)
            {
                case SubtaskState.Idle:
                    if (Interlocked.CompareExchange(ref _state, (int)SubtaskState.Queued, state) != state) continue;
                    Scheduler?.Enqueue(this);
                    return;
                case SubtaskState.Running:
                    if (Interlocked.CompareExchange(ref _state, (int)SubtaskState.Notified, state) != state) continue;
                    return;
                default:
                    return;
            }
        }
    }

    /// <summary>One step and the change of state around it. True if the subtask has finished. Thread: a worker that took it from a queue.</summary>
    public bool Run(int units, out StepResult result)
    {
        Interlocked.Exchange(ref _state, (int)SubtaskState.Running);
        result = Step(units);
        switch (result)
        {
            case StepResult.Finished:
                Interlocked.Exchange(ref _state, (int)SubtaskState.Finished);
                return true;
            case StepResult.Progressed:
                break;
            default:
                if (Interlocked.CompareExchange(ref _state, (int)SubtaskState.Idle, (int)SubtaskState.Running) == (int)SubtaskState.Running) return false;
                break;
        }
        Interlocked.Exchange(ref _state, (int)SubtaskState.Queued);
        Scheduler!.Requeue(this);
        return false;
    }

    /// <summary>Gives back everything. Called once no step runs any more, whatever the outcome.</summary>
    public void Close()
    {
        if (_closed) return;
        _closed = true;
        try
        {
            if (_opened) Chain.Close();
        }
        finally
        {
            CloseInputs();
            foreach (var output in Context.Outputs) output.Close();
        }
    }

    /// <summary>Where in its input the subtask is, for an error; null if unknown.</summary>
    public virtual string? Locate() => null;

    /// <summary>Writes all that the subtask and its chain keep. Only when it is quiet, between steps.</summary>
    public abstract void Save(SnapshotWriter to);

    /// <summary>Takes up what <see cref="Save"/> has written; the chain is open. Downstream is told the watermark again.</summary>
    protected abstract void Load(SnapshotReader from);

    /// <summary>True while something taken from the inputs is not worked off.</summary>
    protected abstract bool HoldsInput { get; }

    /// <summary>The chain has been opened.</summary>
    protected virtual void OnOpened() { }

    /// <summary>A step begins.</summary>
    protected virtual void OnStep() { }

    /// <summary>There is room for rows.</summary>
    protected virtual void OnRoom() { }

    /// <summary>The chain is done with what it had not finished.</summary>
    protected virtual void OnResumed() { }

    /// <summary>A time has come that the chain waits for.</summary>
    protected virtual void OnTime() => Chain.TellTime(Context.NowUs);

    /// <summary>Takes something in although the chain takes nothing; false if there is nothing to take or no place for it.</summary>
    protected virtual bool TakeWithoutRoom() => false;

    /// <summary>Does the next thing, when nothing is unfinished and there is room. Null: go on; else the step ends.</summary>
    protected abstract StepResult? Advance();

    /// <summary>Gives back what the subtask has taken from its inputs.</summary>
    protected abstract void CloseInputs();

    /// <summary>Input has ended: does the next of what that brings.</summary>
    /// <param name="onlyFinish">True if the chain has been told all but the end itself.</param>
    protected StepResult? End(bool onlyFinish = false) =>
        !Chain.End(onlyFinish) ? null : OutputsAreEmpty() ? StepResult.Finished : StepResult.Blocked;

    /// <summary>Hands over what has spilled; true if every output has room.</summary>
    private bool TryDrainOutputs()
    {
        bool room = true;
        foreach (var output in Context.Outputs) room &= output.TryDrain();
        return room;
    }

    /// <summary>True if all that was written has been handed over.</summary>
    private bool OutputsAreEmpty()
    {
        foreach (var output in Context.Outputs)
            if (!output.IsEmpty) return false;
        return true;
    }

    private StepResult Step(int units)
    {
        StepStartUs = Clock.NowUs;
        if (_timerUs <= StepStartUs) _timerUs = long.MaxValue;
        if (_blockedSinceUs >= 0) _blockedUs += StepStartUs - _blockedSinceUs;
        _utcNowUs = Clock.UtcNowUs;
        if (Context.IsBatch) Context.AdvanceOutside(_utcNowUs);
        else Context.Advance(_utcNowUs);
        Context.Budget.Refill(units);
        foreach (var output in Context.Outputs) output.NowUs = StepStartUs;
        if (!_opened)
        {
            _opened = true;
            Chain.Open();
            OnOpened();
            if (Restored is { } restored) Load(restored);
            Restored = null;
        }
        StepResult result = Work();
        // Rows that operators hold back may point at text in the scratch arena, which the step takes with it.
        if (result != StepResult.Finished)
        {
            Chain.Flush();
            result = SetTimer(result);
        }
        ScratchArena.Current.Reset();
        result = HandOver(result);
        if (result != StepResult.Finished) Environment.Loop?.EndStep(Chain.IsUnfinished);
        _blockedSinceUs = result == StepResult.Blocked ? StepStartUs : -1;
        NoteStep(units);
        return result;
    }

    // Until the budget is spent or nothing can be done.
    private StepResult Work()
    {
        OnStep();
        while (true)
        {
            if (!TryDrainOutputs() || (!Chain.HasRoom && !Context.TryTakeDue()))
            {
                if (TakeWithoutRoom()) continue;
                return StepResult.Blocked;
            }
            OnRoom();
            if (Chain.IsUnfinished)
            {
                if (!Chain.TryResume()) return Chain.HasRoom ? StepResult.Progressed : StepResult.Blocked;
                OnResumed();
            }
            else if (Context.Budget.Left <= 0)
            {
                return StepResult.Progressed;
            }
            else if (Context.TryTakeWake(Context.NowUs))
            {
                OnTime();
            }
            else if (Advance() is { } result)
            {
                return result;
            }
        }
    }

    private StepResult SetTimer(StepResult result)
    {
        long wake = Context.WakeTimeUs;
        // In batch mode the clock stands still, but not that of what is called outside.
        if (Context.IsBatch && wake > Context.NowUs) wake = Context.OutsideWakeTimeUs;
        if (wake == long.MaxValue) return result;
        // Room brings a step of its own.
        if (wake <= Context.NowUs) return result == StepResult.Idle ? StepResult.Progressed : result;
        long timer = StepStartUs + Math.Min(wake - _utcNowUs, LongestWaitUs);
        if (timer < _timerUs)
        {
            _timerUs = timer;
            Scheduler!.WakeAt(this, timer);
        }
        return result;
    }

    private void NoteStep(int units)
    {
        long elapsedUs = Clock.NowUs - StepStartUs;
        Context.Metrics.Steps++;
        Context.Metrics.BusyUs += elapsedUs;
        if (Context.Budget.Left <= 0) _units.NoteStep(units, elapsedUs);
    }

    private StepResult HandOver(StepResult result)
    {
        var outputs = Context.Outputs;
        if (result == StepResult.Progressed)
        {
            long now = Clock.NowUs;
            foreach (var output in outputs) output.FlushExpired(now);
            return result;
        }
        bool room = true;
        foreach (var output in outputs)
        {
            output.Flush();
            room &= output.HasRoom;
        }
        if (room) return result == StepResult.Blocked && (Chain.HasRoom || Context.IsDueWithoutRoom) ? StepResult.Progressed : result;
        foreach (var output in outputs) output.AwaitRoom();
        // Room that came before the consumers could see that we wait would wake nobody.
        return TryDrainOutputs() ? StepResult.Progressed : StepResult.Blocked;
    }
}
