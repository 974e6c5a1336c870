namespace Millrace.Runtime;

/// <summary>What a subtask of a loop says of itself. All but the last two are as of the moment at which it took on the epoch.</summary>
/// <param name="Epoch">The epoch it gives rows from outside.</param>
/// <param name="Lowest">The lowest watermark of its inputs from outside; <see cref="long.MaxValue"/> if none holds it.</param>
/// <param name="Highest">The highest watermark of its inputs from outside.</param>
/// <param name="HasEnded">True if nothing more comes from outside.</param>
/// <param name="HasNews">True if something of this has changed since.</param>
/// <param name="AsksAgain">At the end: true if something has come to wait for the clock, or for the last watermark, after it was told.</param>
internal readonly record struct LoopReport(int Epoch, long Lowest, long Highest, bool HasEnded, bool HasNews, bool AsksAgain);
