namespace Millrace;

/// <summary>
/// Decides when a window sends results; for <see cref="WindowedStream{T, TKey}.Trigger"/>. Write it as a <c>readonly struct</c>, so that
/// its calls are inlined.
/// </summary>
/// <remarks>
/// It takes the place of the rule that a window fires when the watermark passes its end. Thread: one at a time per subtask; several subtasks
/// may share one instance of a class.
/// </remarks>
/// <typeparam name="TValue">What it sees of a row.</typeparam>
/// <typeparam name="TState">What it keeps per key and window: a number, or a struct of numbers.</typeparam>
public interface ITrigger<TValue, TState> where TState : unmanaged
{
    /// <summary>A row has been added to the window.</summary>
    TriggerResult OnRow(in TValue value, ref TriggerContext<TState> context);

    /// <summary>
    /// The watermark has reached the time that the trigger asked to be woken at, or the end of the window (<see cref="TriggerContext{TState}.HasEnded"/>),
    /// for which it need not ask. After the end, only late rows within the allowed lateness follow.
    /// </summary>
    TriggerResult OnEventTime(ref TriggerContext<TState> context);
}
