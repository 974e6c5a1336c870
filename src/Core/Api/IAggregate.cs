namespace Millrace;

/// <summary>
/// An aggregate of your own for <see cref="Group{T, TKey}.Aggregate"/>. Write it as a <c>readonly struct</c>, so that its
/// calls are inlined.
/// </summary>
/// <remarks>Thread: one at a time per subtask; several subtasks may share one instance of a class.</remarks>
/// <typeparam name="TIn">What it takes of each row.</typeparam>
/// <typeparam name="TAcc">What it keeps per key: a number, text, <c>[Record]</c> or a tuple of these.</typeparam>
/// <typeparam name="TOut">Its result.</typeparam>
public interface IAggregate<TIn, TAcc, TOut>
{
    /// <summary>The accumulator before the first value.</summary>
    TAcc Create();

    /// <summary>Adds a value.</summary>
    void Add(ref TAcc acc, in TIn value);

    /// <summary>Adds all that another accumulator has seen; the order of values between the two is not known.</summary>
    void Merge(ref TAcc acc, in TAcc other);

    /// <summary>The result for what was added.</summary>
    TOut Result(in TAcc acc);
}
