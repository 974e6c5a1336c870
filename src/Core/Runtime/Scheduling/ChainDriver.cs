using Millrace.Connectors;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// What a subtask tells its chain, one thing after the other: rows, watermarks, the clock, silence, the end. Operators apply what they
/// hold back before they are told anything but rows, and what they do not finish is gone on with before anything else.
/// Thread: the subtask's.
/// </summary>
/// <remarks>One virtual call per batch leads into the chain, so what is here is compiled once for all of them.</remarks>
/// <param name="head">The front of the chain.</param>
/// <param name="context">The subtask's context.</param>
internal sealed class ChainDriver(IHead head, SubtaskContext context)
{
    private EndPhase _end;
    private bool _hasToldIdle;

    /// <summary>The highest watermark that the chain has been told.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    /// <summary>True while the chain is not done with what it was told.</summary>
    public bool IsUnfinished { get; private set; }

    /// <summary>False while an output of the chain, or the device behind a sink, takes nothing more.</summary>
    public bool HasRoom => head.HasRoom;

    /// <summary>Opens the chain.</summary>
    public void Open() => head.Open(context);

    /// <summary>Closes the chain.</summary>
    public void Close() => head.Close();

    /// <summary>Processes rows of a batch, counts them and spends the budget for them. Returns the index of the first row not processed.</summary>
    public int Process(in RowBatch batch, int from, int to)
    {
        int done = head.Process(in batch, from, to);
        context.Metrics.RowsIn += done - from;
        context.Budget.Spend(Math.Max(done - from, 1));
        return done;
    }

    /// <summary>
    /// Looks for the row of a batch for which a function of the user's throws, after <see cref="Process"/> has thrown <paramref name="cause"/>, and
    /// notes it for the error. Without such a row it is not known, since operators may have taken rows together. What no function of the user's
    /// has thrown is not looked for: a reader that has gone, memory that is used up.
    /// </summary>
    public void FindFailed(in RowBatch batch, int from, Exception cause)
    {
        if (context.FailedRow >= 0 || cause is ConnectorException or MemoryExhaustedException) return;
        string? name = null;
        for (int i = from; i < batch.Count; i++)
        {
            try
            {
                head.Retrace(in batch, i, ref name);
            }
            catch (Exception again)
            {
                // A function that fails now and then may have failed for another row before.
                if (again.GetType() == cause.GetType() && again.Message == cause.Message) context.Fails(i, name);
                return;
            }
        }
    }

    /// <summary>Applies what operators hold back.</summary>
    public void Flush() => head.Flush();

    /// <summary>Goes on with what is unfinished; false if it still is.</summary>
    public bool TryResume()
    {
        IsUnfinished = !head.Resume();
        return !IsUnfinished;
    }

    /// <summary>Tells a watermark, unless it is no higher than the one before. True if it is.</summary>
    public bool Raise(long watermark)
    {
        if (watermark <= Watermark) return false;
        Watermark = watermark;
        context.Metrics.WatermarkUs = watermark;
        Tell(watermark);
        return true;
    }

    /// <summary>Tells a watermark that the chain may know already.</summary>
    public void Tell(long watermark)
    {
        head.Flush();
        IsUnfinished = !head.Watermark(watermark);
    }

    /// <summary>Tells the time.</summary>
    public void TellTime(long nowUs)
    {
        context.Budget.Spend(1);
        head.Flush();
        IsUnfinished = !head.ProcessingTime(nowUs);
    }

    /// <summary>Tells that nothing need wait for the clock any more, if something does.</summary>
    public void TellLastTime()
    {
        if (context.TryTakeWake(long.MaxValue)) TellTime(long.MaxValue);
    }

    /// <summary>Rows have come again: those behind no longer go on without this subtask.</summary>
    public void NoteActive()
    {
        if (!_hasToldIdle) return;
        _hasToldIdle = false;
        foreach (var output in context.Outputs) output.BroadcastActive();
    }

    /// <summary>
    /// Tells those behind that all inputs are silent, once until <see cref="NoteActive"/>. What operators have gathered goes out before the
    /// subtasks behind wait for this one no more: false if that has been set off first.
    /// </summary>
    public bool TellIdle()
    {
        if (_hasToldIdle) return true;
        if (!context.HasBeenIdle && context.Outputs.Length > 0)
        {
            context.HasBeenIdle = true;
            Tell(Watermark);
            return false;
        }
        _hasToldIdle = true;
        foreach (var output in context.Outputs) output.BroadcastIdle();
        return true;
    }

    /// <summary>
    /// Input has ended: tells the chain the next of what follows from that, see <see cref="EndPhase"/>. True once all has been told.
    /// </summary>
    /// <param name="onlyFinish">True if all but the end itself has been told before.</param>
    public bool End(bool onlyFinish = false)
    {
        if (onlyFinish && _end < EndPhase.Finish) _end = EndPhase.Finish;
        switch (_end)
        {
            // What the clock sets off comes before the last watermark, which would make its rows late; but that may itself ask for the clock.
            case EndPhase.Clock or EndPhase.ClockAgain:
                _end++;
                TellLastTime();
                return false;
            case EndPhase.Watermark:
                _end++;
                context.TryTakeWake(long.MaxValue);
                Raise(long.MaxValue);
                return false;
            case EndPhase.Finish:
                _end++;
                head.Flush();
                IsUnfinished = !head.Finish();
                return false;
            default:
                return true;
        }
    }

    /// <summary>Writes how far event time has come.</summary>
    public void SaveTime(SnapshotWriter to)
    {
        to.Write(Watermark);
        to.Write(context.HasBeenIdle);
    }

    /// <summary>Takes up what <see cref="SaveTime"/> has written, perhaps of several subtasks. The chain is told by <see cref="Load"/>.</summary>
    /// <param name="from">Where it is read.</param>
    /// <param name="highest">No watermark above this counts.</param>
    public void LoadTime(SnapshotReader from, long highest = long.MaxValue)
    {
        Watermark = Math.Min(Math.Max(Watermark, from.Read<long>()), highest);
        context.HasBeenIdle |= from.Read<bool>();
    }

    /// <summary>Writes what the chain keeps.</summary>
    public void Save(SnapshotWriter to) => head.Save(to);

    /// <summary>Takes up what <see cref="Save"/> has written; the chain is open.</summary>
    public void Load(SnapshotReader from) => head.Load(from);
}
