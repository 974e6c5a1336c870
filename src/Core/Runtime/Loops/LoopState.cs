namespace Millrace.Runtime;

/// <summary>What the subtasks of a loop have agreed on.</summary>
/// <param name="Epoch">
/// The number that rows from outside are given. There are rows of this and of the epoch before in the loop, and what is made of a row is of
/// its epoch.
/// </param>
/// <param name="IsDraining">True while rows of the epoch before may be in the loop.</param>
/// <param name="Phase">How far it has come.</param>
/// <param name="Watermark">No row in the loop or still to come has a time at or before this.</param>
internal readonly record struct LoopState(int Epoch, bool IsDraining, LoopPhase Phase, long Watermark)
{
    /// <summary>Before the first row.</summary>
    public static LoopState Start => new(0, false, LoopPhase.Running, long.MinValue);
}
