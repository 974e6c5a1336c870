namespace Millrace;

/// <summary>A keyed stream beside a broadcast one, to be processed by one function. A marker that exists inside <c>Define</c> only.</summary>
/// <typeparam name="T">The keyed stream's row type.</typeparam>
/// <typeparam name="TBroadcast">The broadcast stream's row type.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
public abstract class BroadcastConnectedStreams<T, TBroadcast, TKey>
{
    private protected BroadcastConnectedStreams() { }

    /// <summary>Calls a function for each row of the keyed stream, and in every subtask for each broadcast row.</summary>
    /// <param name="function">An <see cref="OperatorAttribute"/> struct; made once per subtask.</param>
    public abstract Stream<TOut> Process<TOut>(IBroadcastFunction<T, TBroadcast, TKey, TOut> function);
}
