namespace Millrace;

/// <summary>A keyed stream in windows of so many rows. A marker that exists inside <c>Define</c> only.</summary>
/// <remarks>Rows count in the order they come; their event times do not matter and no row is late.</remarks>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
public abstract class CountWindowedStream<T, TKey>
{
    private protected CountWindowedStream() { }

    /// <summary>
    /// Aggregates the rows of each key and window; the result follows the window's last row and has its event time. Rows of a window that
    /// is not full when the input ends have no result.
    /// </summary>
    /// <param name="result">Makes the result, as <c>group =&gt; new Count(group.Key, group.Count())</c>.</param>
    public abstract Stream<TOut> Aggregate<TOut>(Func<Group<T, TKey>, TOut> result);
}
