using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>What a chain may know and use of the subtask it runs in. One per subtask; thread: the subtask's.</summary>
public sealed class SubtaskContext
{
    private bool _isOwed;
    private long _outsideNowUs = long.MinValue;

    /// <summary>Name of the vertex, for errors and metrics.</summary>
    public required string VertexName { get; init; }

    /// <summary>Index of this subtask, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Number of subtasks of the vertex.</summary>
    public required int Parallelism { get; init; }

    /// <summary>Memory for keyed state and window panes.</summary>
    public required MemoryAccount State { get; init; }

    /// <summary>True in batch mode: rows come in order of time, and of what a key or window comes to only the last counts.</summary>
    public bool IsBatch { get; init; }

    /// <summary>
    /// Set by a chain that lets the user see how rows and watermarks follow each other, when it opens: then batch mode raises the watermark
    /// before every new time, and not only now and then.
    /// </summary>
    internal bool WatchesTime { get; set; }

    /// <summary>Work left in this step; long-running loops in <see cref="IChain.Resume"/> spend it and stop at zero.</summary>
    public StepBudget Budget { get; } = new();

    /// <summary>Event time as the chain's <c>EventTime</c> operator sees it, for the watermark of the split or channel being read.</summary>
    public EventTimeClock EventTime { get; } = new();

    /// <summary>Counters, shown while the job runs.</summary>
    public SubtaskMetrics Metrics { get; } = new();

    /// <summary>
    /// Makes sure that a step follows. Thread: any. For operators whose device (a file being written beside) was not ready:
    /// they answer false to <see cref="IChain.HasRoom"/> and call this when it is.
    /// </summary>
    public Action Wake { get; internal set; } = static () => { };

    /// <summary>
    /// The wall clock, read when the running step began: microseconds since the Unix epoch, UTC. Never goes back: if the machine's
    /// clock is set back, it stands still until that has caught up. In batch mode it stands still at the start of the job.
    /// </summary>
    public long NowUs { get; private set; } = long.MinValue;

    /// <summary>
    /// The same in batch mode too: what is asked of something outside the job takes its time there as well. Never goes back. To be used with
    /// <see cref="WakeOutsideAt"/>.
    /// </summary>
    public long OutsideNowUs => IsBatch ? _outsideNowUs : NowUs;

    /// <summary>
    /// Rows that operators of the chain hold until calls of the user's have ended, which wake the subtask. While there are any, the chain is
    /// told a time it has asked for although it has no room, since that may make room; idleness waits for them; and so does the end of
    /// input, in <see cref="IChain.ProcessingTime"/> with <see cref="long.MaxValue"/>.
    /// </summary>
    public int Awaited { get; set; }

    /// <summary>
    /// True from the moment at which all inputs have fallen silent for the first time. Then the subtasks behind wait for this one no more, and only
    /// they know how far event time has come: nothing may be gathered here that they could find late.
    /// </summary>
    internal bool HasBeenIdle { get; set; }

    /// <summary>The earliest time asked for with <see cref="WakeAt"/>; <see cref="long.MaxValue"/> if there is none.</summary>
    internal long WakeTimeUs { get; private set; } = long.MaxValue;

    /// <summary>The earliest time asked for with <see cref="WakeOutsideAt"/> in batch mode; <see cref="long.MaxValue"/> if there is none.</summary>
    internal long OutsideWakeTimeUs { get; private set; } = long.MaxValue;

    /// <summary>The input asked for with <see cref="ReadFirst"/>; -1 if there is none.</summary>
    internal int FirstInput { get; private set; } = -1;

    internal ExchangeOutput[] Outputs { get; init; } = [];

    /// <summary>Row index set by <see cref="Fails"/>; -1 if unknown.</summary>
    internal int FailedRow { get; private set; } = -1;

    /// <summary>Operator name set by <see cref="Fails"/>; null if unknown.</summary>
    internal string? FailedOperator { get; private set; }

    /// <summary>Output <paramref name="index"/> of the vertex, as numbered by <see cref="JobGraph.Connect"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The vertex has no such output.</exception>
    public ExchangeOutput Output(int index) => index >= 0 && index < Outputs.Length ? Outputs[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"'{VertexName}' has {Outputs.Length} outputs.");

    /// <summary>
    /// Asks that the chain be told when <see cref="NowUs"/> has come to <paramref name="timeUs"/>, with
    /// <see cref="IChain.ProcessingTime"/>, at once if it has. The chain keeps only the earliest of such wake-ups.
    /// </summary>
    /// <param name="timeUs">Microseconds since the Unix epoch.</param>
    public void WakeAt(long timeUs) => WakeTimeUs = Math.Min(WakeTimeUs, timeUs);

    /// <summary>
    /// The same, when <see cref="OutsideNowUs"/> has come to <paramref name="timeUs"/>: the chain is told the time of <see cref="NowUs"/>.
    /// </summary>
    /// <param name="timeUs">Microseconds since the Unix epoch.</param>
    public void WakeOutsideAt(long timeUs)
    {
        if (!IsBatch) WakeAt(timeUs);
        else if (timeUs <= OutsideNowUs) WakeAt(NowUs);
        else OutsideWakeTimeUs = Math.Min(OutsideWakeTimeUs, timeUs);
    }

    /// <summary>
    /// Asks that input <paramref name="input"/> be read to its end before any other. To be called in <see cref="IChain.Open"/>. If what comes by
    /// it never ends, all inputs are read as rows come. Either way it has no part in event time: its watermark holds nothing back.
    /// </summary>
    /// <remarks>
    /// Rows of the other inputs stay in their channels, so what sends them soon waits. The graph must not make the first input wait for that:
    /// both must not come from one source.
    /// </remarks>
    /// <param name="input">The input, as numbered by <see cref="JobGraph.Connect"/>.</param>
    public void ReadFirst(int input) => FirstInput = input;

    /// <summary>Moves <see cref="NowUs"/> on, if the clock has.</summary>
    internal void Advance(long utcNowUs) => NowUs = Math.Max(NowUs, utcNowUs);

    /// <summary>Moves <see cref="OutsideNowUs"/> on in batch mode, if the clock has.</summary>
    internal void AdvanceOutside(long utcNowUs)
    {
        _outsideNowUs = Math.Max(_outsideNowUs, utcNowUs);
        if (OutsideWakeTimeUs > _outsideNowUs) return;
        OutsideWakeTimeUs = long.MaxValue;
        WakeAt(NowUs);
    }

    /// <summary>Takes the wake-up, if it is due by <paramref name="nowUs"/>.</summary>
    internal bool TryTakeWake(long nowUs)
    {
        bool isDue = _isOwed || (WakeTimeUs <= nowUs && WakeTimeUs != long.MaxValue) || (nowUs == long.MaxValue && Awaited > 0);
        if (!isDue) return false;
        _isOwed = false;
        if (WakeTimeUs <= nowUs) WakeTimeUs = long.MaxValue;
        return true;
    }

    /// <summary>Forgets the time asked for.</summary>
    internal void DropWake() => WakeTimeUs = long.MaxValue;

    /// <summary>True if a time has come that the chain has to be told though it has no room; <see cref="TryTakeWake"/> gives it.</summary>
    internal bool TryTakeDue()
    {
        if (IsDueWithoutRoom)
        {
            // An operator that asks again while it is told, or resumed, means another time.
            WakeTimeUs = long.MaxValue;
            _isOwed = true;
        }
        return _isOwed;
    }

    /// <summary>True if a step should follow though the chain has no room.</summary>
    internal bool IsDueWithoutRoom => Awaited > 0 && WakeTimeUs <= NowUs;

    /// <summary>
    /// Notes where an exception comes from, for the job's error; to be called as an exception filter
    /// (<c>catch (Exception) when (context.Fails(i, "where"))</c>), so that the stack stays as it is. Returns false.
    /// </summary>
    /// <param name="row">Index of the row in the batch, from 0; -1 if it is none.</param>
    /// <param name="operatorName">The operator as plans show it; null if unknown.</param>
    public bool Fails(int row, string? operatorName = null)
    {
        // Filters run from the inside out: the innermost knows the operator, the outermost loops over the batch that was read.
        if (row >= 0 || FailedOperator is null) FailedRow = row;
        FailedOperator ??= operatorName;
        return false;
    }
}
