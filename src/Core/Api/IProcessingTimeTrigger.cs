namespace Millrace;

/// <summary>A trigger that the wall clock wakes, beside event time: what asks with <see cref="TriggerContext{TState}.WakeAtProcessingTime"/> implements it.</summary>
/// <remarks>
/// In batch mode the clock stands still, so that what is asked for does not come before the window's end. A wake-up that has not come when the
/// window is given up is forgotten; when input ends, all that are asked for come first.
/// </remarks>
/// <typeparam name="TValue">What it sees of a row.</typeparam>
/// <typeparam name="TState">What it keeps per key and window: a number, or a struct of numbers.</typeparam>
public interface IProcessingTimeTrigger<TValue, TState> : ITrigger<TValue, TState> where TState : unmanaged
{
    /// <summary>The clock has come to the time that the trigger asked for, which is <see cref="TriggerContext{TState}.Time"/>; or input has ended before that.</summary>
    TriggerResult OnProcessingTime(ref TriggerContext<TState> context);
}
