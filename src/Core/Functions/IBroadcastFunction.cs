namespace Millrace;

/// <summary>
/// Processes the rows of a keyed stream beside those of a broadcast one, which come to every subtask: rules, settings, small tables. Written
/// as a <c>partial struct</c> marked <see cref="OperatorAttribute"/>, which keeps what was broadcast in <see cref="BroadcastState{TKey, TValue}"/>.
/// </summary>
/// <remarks>
/// No order holds between the two streams, nor between subtasks. So that all subtasks come to the same broadcast state, what is written to
/// it must depend on the broadcast rows alone.
/// </remarks>
/// <typeparam name="TIn">Rows of the keyed stream.</typeparam>
/// <typeparam name="TBroadcast">Rows of the broadcast stream.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TOut">The rows it makes.</typeparam>
public interface IBroadcastFunction<TIn, TBroadcast, TKey, TOut>
{
    /// <summary>Processes a row of the keyed stream. Broadcast state can be read, not written.</summary>
    void Process(in TIn row, KeyedContext<TKey, TOut> context);

    /// <summary>Processes a broadcast row. There is no key: state per key and timers cannot be used.</summary>
    void ProcessBroadcast(in TBroadcast row, ProcessContext<TOut> context);
}
