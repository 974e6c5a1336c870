using Millrace.Memory;

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
    /// watermark, barrier or time of the clock, and at the end of every step (also while a fire is unfinished), since the step takes its
    /// scratch text with it.
    /// </summary>
    void Flush();

    /// <summary>
    /// No row at or before this time follows. Sets off the work this brings (fires), then tells the next operator.
    /// False: unfinished, for want of room or budget; call <see cref="Resume"/> until it returns true before anything else.
    /// </summary>
    /// <remarks>In a loop the last watermark may be told more than once: rows that it has set off come round after it.</remarks>
    bool Watermark(long watermark);

    /// <summary>
    /// The wall clock has come to <paramref name="nowUs"/>, for which some operator of the chain had asked with
    /// <see cref="SubtaskContext.WakeAt"/>. Does what is due, then tells the next operator. Resumable like <see cref="Watermark"/>.
    /// </summary>
    /// <remarks>
    /// <para>A chain keeps one wake-up, the earliest asked for: an operator that still waits for a later time asks again.</para>
    /// <para>
    /// When input has ended, what waits for the clock need not wait any more: the chain is told <see cref="long.MaxValue"/>, before
    /// the last watermark, and once more after it if that made operators ask again. Everything that waits is then due, but nothing
    /// that comes to wait during the call: what asks for the next time whenever its own has come would never end.
    /// </para>
    /// </remarks>
    /// <param name="nowUs">Microseconds since the Unix epoch; never less than before.</param>
    bool ProcessingTime(long nowUs);

    /// <summary>Input has ended, after a last watermark of <see cref="long.MaxValue"/>. Resumable like <see cref="Watermark"/>.</summary>
    bool Finish();

    /// <summary>Goes on with unfinished work, most downstream first. True when nothing is pending.</summary>
    bool Resume();

    /// <summary>False while an output has spilled: no new row may start.</summary>
    bool HasRoom { get; }

    /// <summary>
    /// Writes down what this operator keeps, then the next operator likewise. Called between rows, when nothing is unfinished and
    /// <see cref="Flush"/> has been called. Changes nothing.
    /// </summary>
    void Save(SnapshotWriter to);

    /// <summary>
    /// Takes up what <see cref="Save"/> of the same operator has written, in another run, then the next operator likewise. Called after
    /// <see cref="Open"/>, before any row; once for each subtask that had written if parallelism has changed, when keys that
    /// <see cref="SnapshotReader.Owns"/> does not know are passed over.
    /// </summary>
    void Load(SnapshotReader from);

    /// <summary>Gives back all memory; called exactly once, also after a failure or cancel.</summary>
    void Close();
}
