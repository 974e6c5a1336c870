namespace Millrace;

/// <summary>A keyed stream in windows. A marker that exists inside <c>Define</c> only.</summary>
/// <remarks>
/// A row is late when the watermark has passed the end of its window. Late rows are counted (metric <c>late rows</c>) and left
/// out, which <see cref="DropLate"/> says in so many words; <see cref="LateOutput"/> keeps them.
/// </remarks>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
public abstract class WindowedStream<T, TKey>
{
    private protected WindowedStream() { }

    /// <summary>Says that late rows are meant to be left out; the metric <c>late rows</c> counts them.</summary>
    public abstract WindowedStream<T, TKey> DropLate();

    /// <summary>Sends late rows to a stream of their own, each with how far the watermark was beyond its window's end.</summary>
    public abstract WindowedStream<T, TKey> LateOutput(out Stream<(T Row, Duration Lateness)> late);

    /// <summary>
    /// The rows of each key and window with the greatest measures, the greatest first, each with its rank from 1; when the watermark
    /// passes the window's end.
    /// </summary>
    /// <remarks>Of equal measures, the earliest row by event time comes first; of equal times, the one that came first.</remarks>
    /// <param name="count">How many, at least 1; there are fewer if a window has fewer rows. Evaluated once per subtask.</param>
    /// <param name="by">The measure.</param>
    public abstract Stream<(T Row, int Rank)> TopN<TBy>(int count, Func<T, TBy> by);

    /// <summary>
    /// The rows of each key and window with the greatest measures, the greatest first; of equal measures, the least by <paramref name="thenBy"/>
    /// first. Each has its rank from 1.
    /// </summary>
    /// <param name="count">How many, at least 1; there are fewer if a window has fewer rows. Evaluated once per subtask.</param>
    /// <param name="by">The measure.</param>
    /// <param name="thenBy">What decides between equal measures, in ascending order.</param>
    public abstract Stream<(T Row, int Rank)> TopN<TBy, TThen>(int count, Func<T, TBy> by, Func<T, TThen> thenBy);

    /// <summary>Aggregates the rows of each key and window; one result when the watermark passes the window's end.</summary>
    /// <param name="result">Makes the result, as <c>group =&gt; new Count(group.Key, group.Window.Start, group.Count())</c>.</param>
    public abstract Stream<TOut> Aggregate<TOut>(Func<WindowGroup<T, TKey>, TOut> result);
}
