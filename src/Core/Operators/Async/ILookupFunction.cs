namespace Millrace.Operators;

/// <summary>The user's part of a lookup, as a struct functor written by the generator.</summary>
/// <typeparam name="TIn">The row.</typeparam>
/// <typeparam name="TKey">What is looked up.</typeparam>
/// <typeparam name="TValue">What is found.</typeparam>
/// <typeparam name="TOut">The row made of both.</typeparam>
public interface ILookupFunction<TIn, TKey, TValue, TOut> : IAsyncCall<TKey, TValue?>, IKeySelector<TIn, TKey>
    where TIn : unmanaged where TKey : unmanaged where TValue : class
{
    /// <summary>True if there is a <see cref="Fallback"/>. Constant.</summary>
    static abstract bool HasFallback { get; }

    /// <summary>True if rows for which nothing is found go on too. Constant.</summary>
    static abstract bool KeepsMissing { get; }

    /// <summary>The row made of a row and what was found; null only if <see cref="KeepsMissing"/>. Thread: the subtask's.</summary>
    TOut Result(in TIn row, TValue? value);

    /// <summary>The row for want of an answer. Called only if <see cref="HasFallback"/>. Thread: the subtask's.</summary>
    TOut Fallback(in TIn row, Exception failure);
}
