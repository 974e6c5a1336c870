namespace Millrace.Operators;

/// <summary>Makes one result of each key and window with rows of either side: the rows themselves, for what follows to read in place.</summary>
/// <typeparam name="TLeft">The left row.</typeparam>
/// <typeparam name="TRight">The right row.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
public readonly struct CoGroupFunction<TLeft, TRight, TKey> : IWindowJoinFunction<TLeft, TRight, TKey, KeptCoGroup<TLeft, TRight, TKey>>
    where TLeft : unmanaged where TRight : unmanaged where TKey : unmanaged
{
    /// <inheritdoc/>
    public static bool KeepsLeft => true;

    /// <inheritdoc/>
    public static bool KeepsRight => true;

    /// <inheritdoc/>
    public static bool GivesGroups => true;

    /// <inheritdoc/>
    public static KeptCoGroup<TLeft, TRight, TKey> Group(in TKey key, Window window, in KeptSide<TLeft> left, in KeptSide<TRight> right) => new(key, window, left, right);

    /// <inheritdoc/>
    public KeptCoGroup<TLeft, TRight, TKey> Pair(in TLeft left, in TRight right) => throw new NotSupportedException();

    /// <inheritdoc/>
    public KeptCoGroup<TLeft, TRight, TKey> Left(in TLeft left) => throw new NotSupportedException();

    /// <inheritdoc/>
    public KeptCoGroup<TLeft, TRight, TKey> Right(in TRight right) => throw new NotSupportedException();
}
