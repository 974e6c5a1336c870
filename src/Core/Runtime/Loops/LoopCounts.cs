namespace Millrace.Runtime;

/// <summary>Entries of a loop, counted over all its subtasks.</summary>
/// <param name="DoneBefore">First wave: entries of the epoch before that have been worked off.</param>
/// <param name="SentBefore">Second wave: entries of that epoch that have been sent.</param>
/// <param name="Done">First wave: all entries that have been worked off.</param>
/// <param name="Sent">Second wave: all entries that have been sent.</param>
internal readonly record struct LoopCounts(long DoneBefore, long SentBefore, long Done, long Sent)
{
    /// <summary>True if nothing of the epoch before is in the loop.</summary>
    public bool IsDrained => DoneBefore == SentBefore;

    /// <summary>True if nothing is in the loop.</summary>
    public bool IsEmpty => Done == Sent;
}
