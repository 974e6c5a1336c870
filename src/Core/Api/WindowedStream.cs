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
    /// Keeps a window for <paramref name="lateness"/> after its end: a row that comes meanwhile is added and the window sends its key's result
    /// again. Only later rows are late.
    /// </summary>
    /// <remarks>For tumbling, sliding and global windows. A repeated result has the same key and window, and an event time before the watermark.</remarks>
    /// <param name="lateness">Event time beyond the window's end; evaluated once when a run starts.</param>
    public abstract WindowedStream<T, TKey> AllowedLateness(Duration lateness);

    /// <summary>Sends a result of a key also before the window's end: when the watermark has passed another <paramref name="period"/> in which a row came.</summary>
    /// <remarks>For tumbling, sliding and global windows. Periods start at multiples of their length after the Unix epoch.</remarks>
    /// <param name="period">Event time between results; evaluated once when a run starts.</param>
    public abstract WindowedStream<T, TKey> EarlyEvery(Duration period);

    /// <summary>Sends a result of a key also before the window's end: after every <paramref name="rows"/> of its rows.</summary>
    /// <remarks>For tumbling, sliding and global windows.</remarks>
    /// <param name="rows">Number of rows of a key and window between results; evaluated once when a run starts.</param>
    public abstract WindowedStream<T, TKey> EarlyEvery(long rows);

    /// <summary>
    /// Sends a result of a key also before the window's end: when another <paramref name="period"/> of processing time, in which a row came, is over.
    /// </summary>
    /// <remarks>
    /// For tumbling, sliding and global windows. Periods start at multiples of their length after the Unix epoch. Where the input ends, windows end
    /// too, without an early result before. In batch mode there are no early results.
    /// </remarks>
    /// <param name="period">Time by the clock between results; evaluated once when a run starts.</param>
    public abstract WindowedStream<T, TKey> EarlyByClock(Duration period);

    /// <summary>
    /// Sends a result of a key also before the window's end: when no row of the key has come into the window for <paramref name="quiet"/> of processing
    /// time. There is one such result until another row comes.
    /// </summary>
    /// <remarks>For tumbling, sliding and global windows. Where the input ends, windows end too, without an early result before. In batch mode there are no early results.</remarks>
    /// <param name="quiet">Time by the clock without a row; evaluated once when a run starts.</param>
    public abstract WindowedStream<T, TKey> EarlyAfterQuiet(Duration quiet);

    /// <summary>A window that sends several results makes each of all its rows so far. This is what happens if nothing is said.</summary>
    public abstract WindowedStream<T, TKey> Accumulating();

    /// <summary>A window that sends several results makes each of the rows since the one before; without any, it sends none.</summary>
    public abstract WindowedStream<T, TKey> Discarding();

    /// <summary>Sends results when a trigger of your own says so, instead of when the watermark passes the window's end.</summary>
    /// <remarks>For tumbling, sliding and global windows.</remarks>
    /// <param name="trigger">The trigger, best a struct; evaluated once per subtask.</param>
    /// <param name="value">What it sees of a row.</param>
    public abstract WindowedStream<T, TKey> Trigger<TValue, TState>(ITrigger<TValue, TState> trigger, Func<T, TValue> value) where TState : unmanaged;

    /// <summary>
    /// The rows of each key and window with the greatest measures, the greatest first, each with its rank from 1; when the watermark
    /// passes the window's end.
    /// </summary>
    /// <remarks>
    /// Of equal measures, the earliest row by event time comes first; of equal times, the one that came first, which with several splits or subtasks depends
    /// on the run.
    /// </remarks>
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

    /// <summary>
    /// The rows of each key and window with the greatest measures, as <see cref="TopN{TBy}(int, Func{T, TBy})"/>, and all further rows whose measure is that
    /// of the last. Rows of equal measures have the same rank: 1 and one more for each row with a greater measure.
    /// </summary>
    /// <remarks>Keeps as many rows as tie, which may be all. Rows of equal measures come in order of event time; of equal times, in the order they came.</remarks>
    /// <param name="count">How many, at least 1; there are fewer if a window has fewer rows. Evaluated once per subtask.</param>
    /// <param name="by">The measure.</param>
    public abstract Stream<(T Row, int Rank)> TopNWithTies<TBy>(int count, Func<T, TBy> by);

    /// <summary>Aggregates the rows of each key and window; one result when the watermark passes the window's end.</summary>
    /// <param name="result">Makes the result, as <c>group =&gt; new Count(group.Key, group.Window.Start, group.Count())</c>.</param>
    public abstract Stream<TOut> Aggregate<TOut>(Func<WindowGroup<T, TKey>, TOut> result);

    /// <summary>
    /// Combines the rows of each key and window into one: the first row, then what <paramref name="reducer"/> makes of the result so far and a
    /// further row.
    /// </summary>
    /// <param name="reducer">
    /// Must not depend on order: rows are combined as they come, some of them before the exchange, and the results of parts are combined with one another.
    /// </param>
    public abstract Stream<T> Reduce(Func<T, T, T> reducer);

    /// <summary>
    /// Folds the rows of each key and window, in the order they come, into a value that starts as <paramref name="seed"/>.
    /// </summary>
    /// <remarks>
    /// For tumbling and global windows. Others, and aggregation before an exchange, have to merge two values,
    /// which an <c>Aggregate</c> with an <see cref="IAggregate{TIn, TAcc, TOut}"/> of your own can.
    /// </remarks>
    /// <param name="seed">The value before the first row; evaluated once per subtask.</param>
    /// <param name="folder">Takes the value so far and the next row.</param>
    public abstract Stream<TAcc> Fold<TAcc>(TAcc seed, Func<TAcc, T, TAcc> folder);

    /// <summary>Lets the function or aggregate behind it see only the last rows of each key and window, such as <c>Evict.KeepLast(10)</c>.</summary>
    /// <remarks>All rows are kept until the window ends; which of them stay is decided each time it fires.</remarks>
    /// <param name="evictor">How many; evaluated once per subtask.</param>
    public abstract EvictedWindows<T, TKey> Evict(EvictByCount evictor);

    /// <summary>Lets the function or aggregate behind it see only the rows of each key and window that are not much older than its latest, such as <c>Evict.KeepWithin(Duration.Minutes(5))</c>.</summary>
    /// <remarks>All rows are kept until the window ends; which of them stay is decided each time it fires.</remarks>
    /// <param name="evictor">How much older; evaluated once per subtask.</param>
    public abstract EvictedWindows<T, TKey> Evict(EvictByTime evictor);

    /// <summary>
    /// Makes any number of rows of all rows of each key and window, which are kept in native memory until then:
    /// <c>Process((WindowRows&lt;Flight, Utf8String&gt; window, Collector&lt;Gap&gt; gaps) =&gt; …)</c>. Called once per key when the window fires.
    /// </summary>
    /// <remarks>What an <c>Aggregate</c> can do takes far less memory: this one keeps every row, and nothing is done before an exchange.</remarks>
    /// <param name="process">Takes the rows with their key and window, and collects results.</param>
    public abstract Stream<TOut> Process<TOut>(WindowProcess<T, TKey, TOut> process);
}
