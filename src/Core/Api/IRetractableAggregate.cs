namespace Millrace;

/// <summary>
/// An aggregate of your own with an inverse: overlapping windows share one accumulator per key, from which rows that leave are
/// taken out again. Without it, they merge accumulators of several stretches of time, which costs about twice as much.
/// </summary>
/// <remarks>
/// Only for exact inverses: integers, yes; sums of doubles keep the rounding errors of rows long gone. Windows that do not overlap,
/// and accumulators with text, never call <see cref="Retract"/>; neither does an <c>Aggregate</c> that asks for anything without an
/// inverse beside it, such as <c>Max</c>.
/// </remarks>
/// <typeparam name="TIn">What it takes of each row.</typeparam>
/// <typeparam name="TAcc">What it keeps per key: a number, <c>[Record]</c> or a tuple of these.</typeparam>
/// <typeparam name="TOut">Its result.</typeparam>
public interface IRetractableAggregate<TIn, TAcc, TOut> : IAggregate<TIn, TAcc, TOut>
{
    /// <summary>Takes out all that <paramref name="other"/> has seen, which <see cref="IAggregate{TIn, TAcc, TOut}.Merge"/> had added.</summary>
    void Retract(ref TAcc acc, in TAcc other);
}
