namespace Millrace.Operators;

/// <summary>The user's part of a keyed reduce, as a struct functor written by the generator.</summary>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
public interface IReduceFunction<T, TKey> : IKeySelector<T, TKey>
{
    /// <summary>What has been reduced so far, together with a further row of the same key.</summary>
    T Reduce(in T first, in T second);
}
