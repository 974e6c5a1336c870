namespace Millrace.State;

/// <summary>The generated half of an <see cref="OperatorAttribute"/> struct.</summary>
/// <typeparam name="TState">Its state per key.</typeparam>
/// <typeparam name="TContext">What its calls see.</typeparam>
public interface IFunctionState<TState, TContext> where TState : unmanaged
{
    /// <summary>True if anything is kept per key. Constant, as are the other static members.</summary>
    static abstract bool HasState { get; }

    /// <summary>A bit for each timer by event time.</summary>
    static abstract uint EventTimers { get; }

    /// <summary>A bit for each timer by processing time.</summary>
    static abstract uint ProcessingTimers { get; }

    /// <summary>Index of the timer by which expired state is found; -1 if none expires.</summary>
    static abstract int ExpiryTimer { get; }

    /// <summary>A timer of a key.</summary>
    static abstract ref TimerSlot Timer(ref TState state, int timer);

    /// <summary>Makes the state fields, then calls the user's <c>Open</c>.</summary>
    void Attach(StateBinder binder);

    /// <summary>Calls the user's <c>OnTimer</c>.</summary>
    void OnTimer(Timestamp time, TContext context);

    /// <summary>Calls the user's <c>Close</c>.</summary>
    void Detach();
}
