namespace Millrace.Runtime;

/// <summary>
/// The part of a fused chain from one operator to its end. Implemented by structs that hold the next operator as a
/// field, so that a whole chain is one type and the JIT removes every call between its parts.
/// </summary>
/// <remarks>Thread: the one that runs the subtask's step. Nothing here blocks.</remarks>
public interface IChain
{
    /// <summary>Called once before anything else, upstream first; each operator passes it on.</summary>
    void Open(SubtaskContext context);

    /// <summary>
    /// Applies what is pending from earlier <c>Collect</c> calls. Called before input memory goes back, before any
    /// watermark, barrier or timer, and at the end of every step (also while a fire is unfinished), since the step takes its
    /// scratch text with it.
    /// </summary>
    void Flush();

    /// <summary>
    /// No row at or before this time follows. Sets off the work this brings (fires), then tells the next operator.
    /// False: unfinished, for want of room or budget; call <see cref="Resume"/> until it returns true before anything else.
    /// </summary>
    bool Watermark(long watermark);

    /// <summary>Input has ended, after a last watermark of <see cref="long.MaxValue"/>. Resumable like <see cref="Watermark"/>.</summary>
    bool Finish();

    /// <summary>Goes on with unfinished work, most downstream first. True when nothing is pending.</summary>
    bool Resume();

    /// <summary>False while an output has spilled: no new row may start.</summary>
    bool HasRoom { get; }

    /// <summary>Gives back all memory; called exactly once, also after a failure or cancel.</summary>
    void Close();
}
