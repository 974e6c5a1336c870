namespace Millrace.Operators;

/// <summary>The user's <c>KeyBy</c> lambda as a struct functor written by the generator.</summary>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
public interface IKeySelector<T, TKey>
{
    /// <summary>The key of a row.</summary>
    TKey Key(in T row);
}
