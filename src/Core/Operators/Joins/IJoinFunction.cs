namespace Millrace.Operators;

/// <summary>The user's function of a join as a struct functor written by the generator.</summary>
/// <typeparam name="TLeft">The left row.</typeparam>
/// <typeparam name="TRight">The right row.</typeparam>
/// <typeparam name="TOut">The result.</typeparam>
public interface IJoinFunction<TLeft, TRight, TOut>
{
    /// <summary>True if a left row without a partner has a result too.</summary>
    static abstract bool KeepsLeft { get; }

    /// <summary>True if a right row without a partner has a result too.</summary>
    static abstract bool KeepsRight { get; }

    /// <summary>The result of two rows.</summary>
    TOut Pair(in TLeft left, in TRight right);

    /// <summary>The result of a left row without a partner; only called if <see cref="KeepsLeft"/>.</summary>
    TOut Left(in TLeft left);

    /// <summary>The result of a right row without a partner; only called if <see cref="KeepsRight"/>.</summary>
    TOut Right(in TRight right);
}
