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

    /// <summary>
    /// Combines the rows of each key and window into one: the first row, then what <paramref name="reducer"/> makes of the result so far and a
    /// further row.
    /// </summary>
    /// <param name="reducer">
    /// Must not depend on order: rows are combined as they come, and of windows that overlap the results of parts are combined with one another.
    /// </param>
    public abstract Stream<T> Reduce(Func<T, T, T> reducer);

    /// <summary>
    /// Folds the rows of each key and window, in the order they come, into a value that starts as <paramref name="seed"/>.
    /// </summary>
    /// <remarks>
    /// For tumbling windows. Others, and aggregation before an exchange, have to merge two values,
    /// which an <c>Aggregate</c> with an <see cref="IAggregate{TIn, TAcc, TOut}"/> of your own can.
    /// </remarks>
    /// <param name="seed">The value before the first row; evaluated once per subtask.</param>
    /// <param name="folder">Takes the value so far and the next row.</param>
    public abstract Stream<TAcc> Fold<TAcc>(TAcc seed, Func<TAcc, T, TAcc> folder);

    /// <summary>
    /// Makes any number of rows of all rows of each key and window, which are kept in native memory until then:
    /// <c>Process((WindowRows&lt;Flight, Utf8String&gt; window, Collector&lt;Gap&gt; gaps) =&gt; …)</c>. Called once per key when the window is full.
    /// </summary>
    /// <remarks>What an <c>Aggregate</c> can do takes far less memory: this one keeps every row, and nothing is done before an exchange.</remarks>
    /// <param name="process">Takes the rows with their key and window, and collects results.</param>
    public abstract Stream<TOut> Process<TOut>(WindowProcess<T, TKey, TOut> process);
}
