namespace Millrace;

/// <summary>Windows of which some rows are left out. A marker that exists inside <c>Define</c> only.</summary>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
public abstract class EvictedWindows<T, TKey>
{
    private protected EvictedWindows() { }

    /// <summary>Aggregates the rows of each key and window that the evictor leaves; one result each time the window fires.</summary>
    /// <remarks>What the aggregate reads of every row is kept until the window ends, and nothing is done before an exchange.</remarks>
    /// <param name="result">Makes the result, as <c>group =&gt; new Count(group.Key, group.Window.Start, group.Count())</c>.</param>
    public abstract Stream<TOut> Aggregate<TOut>(Func<WindowGroup<T, TKey>, TOut> result);

    /// <summary>Combines the rows of each key and window that the evictor leaves into one, in the order they came.</summary>
    /// <remarks>Rows are kept until the window ends. Of windows made of parts (sliding, cumulating, sessions), the rows of each part in the order they came, the parts in no particular order.</remarks>
    /// <param name="reducer">Takes the result so far and a further row.</param>
    public abstract Stream<T> Reduce(Func<T, T, T> reducer);

    /// <summary>
    /// Folds the rows of each key and window that the evictor leaves, in the order they came, into a value that starts as <paramref name="seed"/>.
    /// </summary>
    /// <remarks>For tumbling and global windows: others are made of parts, between which there is no order. Rows are kept until the window ends.</remarks>
    /// <param name="seed">The value before the first row; evaluated once per subtask.</param>
    /// <param name="folder">Takes the value so far and the next row.</param>
    public abstract Stream<TAcc> Fold<TAcc>(TAcc seed, Func<TAcc, T, TAcc> folder);

    /// <inheritdoc cref="WindowedStream{T, TKey}.Process{TOut}(WindowProcess{T, TKey, TOut})"/>
    public abstract Stream<TOut> Process<TOut>(WindowProcess<T, TKey, TOut> process);
}
