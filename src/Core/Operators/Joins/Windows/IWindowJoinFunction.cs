namespace Millrace.Operators;

/// <summary>The function of a window join: of pairs, or of whole windows.</summary>
/// <typeparam name="TLeft">The left row.</typeparam>
/// <typeparam name="TRight">The right row.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TOut">The result.</typeparam>
public interface IWindowJoinFunction<TLeft, TRight, TKey, TOut> : IJoinFunction<TLeft, TRight, TOut>
    where TLeft : unmanaged where TRight : unmanaged where TKey : unmanaged
{
    /// <summary>True if a window of a key has one result, made by <see cref="Group"/>, in place of results of pairs.</summary>
    static virtual bool GivesGroups => false;

    /// <summary>The result of a key's window; only called if <see cref="GivesGroups"/>.</summary>
    /// <param name="key">The key. Its text lives until operators behind have been flushed.</param>
    /// <param name="window">The window.</param>
    /// <param name="left">The left rows; valid during the call of the next operator.</param>
    /// <param name="right">The right rows, like <paramref name="left"/>.</param>
    static virtual TOut Group(in TKey key, Window window, in KeptSide<TLeft> left, in KeptSide<TRight> right) => throw new NotSupportedException();
}
