namespace Millrace.Operators;

/// <summary>A trigger as a struct functor over the lifted input: a built-in one, or the user's in what the generator writes.</summary>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TState">State per key and window.</typeparam>
public interface IWindowTrigger<TIn, TState> where TIn : unmanaged where TState : unmanaged
{
    /// <inheritdoc cref="ITrigger{TValue, TState}.OnRow"/>
    TriggerResult OnRow(in TIn row, ref TriggerContext<TState> context);

    /// <inheritdoc cref="ITrigger{TValue, TState}.OnEventTime"/>
    TriggerResult OnEventTime(ref TriggerContext<TState> context);

    /// <summary>True if it may ask for times of the clock. Constant.</summary>
    static virtual bool UsesProcessingTime => false;

    /// <inheritdoc cref="IProcessingTimeTrigger{TValue, TState}.OnProcessingTime"/>
    TriggerResult OnProcessingTime(ref TriggerContext<TState> context);
}
