namespace Millrace.Runtime;

/// <summary>
/// Decides how a loop moves on, from what its subtasks report and from counts: when no row of an epoch is in the loop any more, and when
/// the loop has ended. A pure function, so that reports may as well come from other processes.
/// </summary>
/// <remarks>
/// Rows travel in entries (segments, watermarks), which are counted by epoch: those sent before anyone can take them, those worked off after all
/// that came of them has been counted as sent. The counts of two waves decide: if as many had been worked off in the first as have been sent in the
/// second, which begins after the first has ended, then between the two none was under way (F. Mattern, "Algorithms for
/// distributed termination detection", 1987, section 4: the four counter method). Every subtask had taken on the next epoch before,
/// so none can come anew.
/// </remarks>
internal static class LoopProtocol
{
    /// <summary>The next state, or the same.</summary>
    /// <param name="state">The state that the reports are about.</param>
    /// <param name="reports">A report of every subtask.</param>
    /// <param name="counts">What they have counted.</param>
    public static LoopState Next(LoopState state, ReadOnlySpan<LoopReport> reports, LoopCounts counts)
    {
        long lowest = long.MaxValue, highest = long.MinValue;
        bool arrived = true, ended = true, news = false, again = false;
        foreach (var report in reports)
        {
            arrived &= report.Epoch == state.Epoch;
            ended &= report.HasEnded;
            news |= report.HasNews;
            again |= report.AsksAgain;
            lowest = Math.Min(lowest, report.Lowest);
            highest = Math.Max(highest, report.Highest);
        }
        if (!state.IsDraining) return news && state.Phase == LoopPhase.Running ? state with { Epoch = state.Epoch + 1, IsDraining = true } : state;
        if (!arrived || !counts.IsDrained) return state;
        // Without rows from outside, those of the next epoch are what the clock has set off.
        if (ended) return counts.IsEmpty ? End(state, again) : state;
        // With every input idle, the one furthest ahead decides, as if it had become idle last; where all are about to end, nothing does.
        return state with { IsDraining = false, Watermark = Math.Max(state.Watermark, lowest != long.MaxValue ? lowest : highest) };
    }

    private static LoopState End(LoopState state, bool again)
    {
        var phase = state.Phase switch
        {
            LoopPhase.Running => LoopPhase.Clock,
            LoopPhase.Clock => again ? LoopPhase.Clock : LoopPhase.Watermark,
            _ => again ? LoopPhase.Again : LoopPhase.Finish,
        };
        // What a phase sets off is of the epoch that is then drained.
        return state with { Phase = phase, Epoch = state.Epoch + 1, IsDraining = phase != LoopPhase.Finish };
    }
}
