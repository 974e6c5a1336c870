namespace Millrace;

/// <summary>
/// Processes the rows of two keyed streams that share their keys, with state and timers per key. Written as a <c>partial struct</c> marked
/// <see cref="OperatorAttribute"/>.
/// </summary>
/// <remarks>No order holds between the two streams. See <see cref="IKeyedProcessFunction{TIn, TKey, TOut}"/> for what else holds.</remarks>
/// <typeparam name="TLeft">Rows of the stream that <c>Connect</c> is called on.</typeparam>
/// <typeparam name="TRight">Rows of the other stream.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TOut">The rows it makes.</typeparam>
public interface IConnectedFunction<TLeft, TRight, TKey, TOut>
{
    /// <summary>Processes a row of the left stream.</summary>
    void ProcessLeft(in TLeft row, KeyedContext<TKey, TOut> context);

    /// <summary>Processes a row of the right stream.</summary>
    void ProcessRight(in TRight row, KeyedContext<TKey, TOut> context);
}
