namespace Millrace.Operators;

/// <summary>The user's part of a <c>SelectAsync</c>, as a struct functor written by the generator.</summary>
/// <typeparam name="TIn">The row.</typeparam>
/// <typeparam name="TResult">The answer.</typeparam>
/// <typeparam name="TOut">The row made of both.</typeparam>
public interface IAsyncFunction<TIn, TResult, TOut> : IAsyncCall<TIn, TResult> where TIn : unmanaged
{
    /// <summary>True if there is a <see cref="Fallback"/>. Constant.</summary>
    static abstract bool HasFallback { get; }

    /// <summary>The row made of a row and its answer. Thread: the subtask's.</summary>
    TOut Result(in TIn row, TResult result);

    /// <summary>The row for want of an answer. Called only if <see cref="HasFallback"/>. Thread: the subtask's.</summary>
    TOut Fallback(in TIn row, Exception failure);
}
