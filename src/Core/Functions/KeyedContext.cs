namespace Millrace;

/// <summary>What a function on a keyed stream sees beside its row; see <see cref="ProcessContext{TOut}"/>.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TOut">The rows made.</typeparam>
public sealed class KeyedContext<TKey, TOut> : ProcessContext<TOut>
{
    internal KeyedContext() { }

    /// <summary>The key of the row, or of the firing timer. Its text is valid during the call.</summary>
    public TKey Key { get; internal set; } = default!;
}
