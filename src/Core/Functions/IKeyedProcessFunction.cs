namespace Millrace;

/// <summary>
/// Processes the rows of a keyed stream with state and timers per key. Written as a <c>partial struct</c> marked
/// <see cref="OperatorAttribute"/>, with its state in fields marked <see cref="StateAttribute"/>.
/// </summary>
/// <remarks>Each subtask has an instance of its own, made once; fields that are not <see cref="StateAttribute"/> are the same for all its keys and lost with the process.</remarks>
/// <typeparam name="TIn">The rows it takes.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TOut">The rows it makes.</typeparam>
public interface IKeyedProcessFunction<TIn, TKey, TOut>
{
    /// <summary>Processes a row; state is that of its key. The row's text is valid during the call (state copies it). Thread: the subtask's; must not block.</summary>
    void Process(in TIn row, KeyedContext<TKey, TOut> context);
}
