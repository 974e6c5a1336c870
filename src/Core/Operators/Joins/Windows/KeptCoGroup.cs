namespace Millrace.Operators;

/// <summary>What stands for <see cref="CoGroup{TLeft, TRight, TKey}"/> in a running job. Valid while its window is.</summary>
/// <typeparam name="TLeft">The left row.</typeparam>
/// <typeparam name="TRight">The right row.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <param name="key">The key.</param>
/// <param name="window">The window.</param>
/// <param name="left">The left rows.</param>
/// <param name="right">The right rows.</param>
public readonly struct KeptCoGroup<TLeft, TRight, TKey>(TKey key, Window window, KeptSide<TLeft> left, KeptSide<TRight> right)
    where TLeft : unmanaged where TRight : unmanaged where TKey : unmanaged
{
    /// <summary>The key.</summary>
    public TKey Key { get; } = key;

    /// <summary>The window.</summary>
    public Window Window { get; } = window;

    /// <summary>The left rows.</summary>
    public KeptSide<TLeft> Left { get; } = left;

    /// <summary>The right rows.</summary>
    public KeptSide<TRight> Right { get; } = right;
}
