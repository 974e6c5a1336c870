using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>An operator with two inputs, at the head of its vertex. Its watermark is the lowest of both.</summary>
/// <remarks>
/// A row may set off any amount of work, so an operator may stop in the middle of one: it then returns that row's index and goes on with
/// it in the next call, before which nothing but <see cref="IChain.Flush"/>, <see cref="IChain.ProcessingTime"/> and <see cref="IChain.Close"/> is called. Rows, and their
/// text, stay where they are meanwhile.
/// </remarks>
/// <typeparam name="TLeft">Rows of the left input.</typeparam>
/// <typeparam name="TRight">Rows of the right input.</typeparam>
public interface ITwoInputOperator<TLeft, TRight> : IChain where TLeft : unmanaged where TRight : unmanaged
{
    /// <summary>False if batch mode must not sort the rows of both inputs by event time, because it is not what says which row meets which.</summary>
    static virtual bool TakesSorted => true;

    /// <summary>
    /// Takes rows of the left input and returns how many it is done with: fewer than all only if it has no room or the step's budget is
    /// used up.
    /// </summary>
    int ProcessLeft(ReadOnlySpan<Timed<TLeft>> rows);

    /// <summary>Takes rows of the right input, like <see cref="ProcessLeft"/>.</summary>
    int ProcessRight(ReadOnlySpan<Timed<TRight>> rows);
}
