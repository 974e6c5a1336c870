namespace Millrace;

/// <summary>Two streams keyed alike, to be processed by one function. A marker that exists inside <c>Define</c> only.</summary>
/// <typeparam name="TLeft">The left row type.</typeparam>
/// <typeparam name="TRight">The right row type.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
public abstract class ConnectedStreams<TLeft, TRight, TKey>
{
    private protected ConnectedStreams() { }

    /// <summary>Calls a function for each row of either stream, with the state and timers of the row's key.</summary>
    /// <param name="function">An <see cref="OperatorAttribute"/> struct; made once per subtask.</param>
    public abstract Stream<TOut> Process<TOut>(IConnectedFunction<TLeft, TRight, TKey, TOut> function);
}
