namespace Millrace;

/// <summary>A stream grouped by a key. A marker that exists inside <c>Define</c> only.</summary>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
public abstract class KeyedStream<T, TKey>
{
    private protected KeyedStream() { }

    /// <summary>
    /// Combines the rows of each key, in the order they come: the first is the result, and each further row is combined
    /// with the result so far. Sends the new result on after every row.
    /// </summary>
    /// <param name="reducer">Takes the result so far and the next row.</param>
    public abstract Stream<T> Reduce(Func<T, T, T> reducer);

    /// <summary>Aggregates all rows of each key so far and sends one result on after every row.</summary>
    /// <param name="result">Makes the result, as <c>group =&gt; new Count(group.Key, group.Count())</c>.</param>
    public abstract Stream<TOut> Aggregate<TOut>(Func<Group<T, TKey>, TOut> result);

    /// <summary>
    /// The first row of each key, as it comes; later rows of the key are dropped. Which row comes first is only defined among rows
    /// that took the same way, so between sources or splits it may differ from run to run.
    /// </summary>
    /// <remarks>Keeps every key it has seen, and nothing else.</remarks>
    public abstract Stream<T> KeepFirst();

    /// <summary>
    /// The latest row of each key so far: a row passes on unless its event time is before that of the key's latest. So the last row
    /// of a key that passes is its latest. A row of the same time counts as later; without <c>EventTime</c> every row passes.
    /// </summary>
    /// <remarks>
    /// How many rows pass depends on the order in which they arrive, and so on the parallelism; the last of a key does not, unless rows with its latest time
    /// lie in several splits. Keeps every key it has seen with the time of its latest row.
    /// </remarks>
    public abstract Stream<T> KeepLast();

    /// <summary>
    /// The rows of each key with the greatest measures so far: a row passes on when it comes, if it is among the first <paramref name="count"/> then, with the rank
    /// from 1 that it has then. In batch mode only the final ranking comes of each key, at the end and in order.
    /// </summary>
    /// <remarks>
    /// What has passed on is not taken back: rows that fall out of the ranking, or fall behind in it, are not mentioned again. Of equal measures, the earliest
    /// row by event time comes first; of equal times, the one that came first. Keeps <paramref name="count"/> rows of each key as long as the job runs.
    /// </remarks>
    /// <param name="count">How many, at least 1. Evaluated once per subtask.</param>
    /// <param name="by">The measure.</param>
    public abstract Stream<(T Row, int Rank)> TopN<TBy>(int count, Func<T, TBy> by);

    /// <summary>Like <see cref="TopN{TBy}(int, Func{T, TBy})"/>; of equal measures, the least by <paramref name="thenBy"/> comes first.</summary>
    /// <param name="count">How many, at least 1. Evaluated once per subtask.</param>
    /// <param name="by">The measure.</param>
    /// <param name="thenBy">What decides between equal measures, in ascending order.</param>
    public abstract Stream<(T Row, int Rank)> TopN<TBy, TThen>(int count, Func<T, TBy> by, Func<T, TThen> thenBy);

    /// <summary>
    /// Like <see cref="TopN{TBy}(int, Func{T, TBy})"/>, and also rows whose measure is that of the last. Rows of equal measures have the same rank: 1 and one more
    /// for each row with a greater measure.
    /// </summary>
    /// <remarks>Keeps as many rows as tie, which may be all.</remarks>
    /// <param name="count">How many, at least 1. Evaluated once per subtask.</param>
    /// <param name="by">The measure.</param>
    public abstract Stream<(T Row, int Rank)> TopNWithTies<TBy>(int count, Func<T, TBy> by);

    /// <summary>Calls a function for each row, with the state and timers of the row's key.</summary>
    /// <param name="function">An <see cref="OperatorAttribute"/> struct, such as <c>new Visits(gap)</c>; made once per subtask.</param>
    public abstract Stream<TOut> Process<TOut>(IKeyedProcessFunction<T, TKey, TOut> function);

    /// <summary>Puts a stream beside this one, the left one, so that a function sees the rows of both with the same state.</summary>
    /// <param name="right">The right stream, whose key has the same type.</param>
    public abstract ConnectedStreams<T, TRight, TKey> Connect<TRight, TRightKey>(KeyedStream<TRight, TRightKey> right);

    /// <summary>Puts a broadcast stream beside this one, so that a function sees the rows of both.</summary>
    /// <param name="right">The broadcast stream.</param>
    public abstract BroadcastConnectedStreams<T, TBroadcast, TKey> Connect<TBroadcast>(BroadcastStream<TBroadcast> right);

    /// <summary>Puts the rows of each key into windows by event time.</summary>
    /// <param name="window">The windows, such as <c>Tumbling.Every(Duration.Hours(1))</c>; evaluated once when a run starts.</param>
    public abstract WindowedStream<T, TKey> Window(Tumbling window);

    /// <summary>Puts the rows of each key into overlapping windows by event time.</summary>
    /// <param name="window">The windows, such as <c>Sliding.Of(Duration.Hours(24), every: Duration.Hours(1))</c>; evaluated once when a run starts.</param>
    public abstract WindowedStream<T, TKey> Window(Sliding window);

    /// <summary>Puts the rows of each key into windows that grow by a step, by event time.</summary>
    /// <param name="window">The windows, such as <c>Cumulating.Of(max: Duration.Days(1), every: Duration.Hours(1))</c>; evaluated once when a run starts.</param>
    public abstract WindowedStream<T, TKey> Window(Cumulating window);

    /// <summary>Puts the rows of each key into sessions by event time.</summary>
    /// <param name="window">The sessions, such as <c>Session.WithGap(Duration.Minutes(30))</c>; evaluated once when a run starts.</param>
    public abstract WindowedStream<T, TKey> Window(Session window);

    /// <summary>Joins rows of this stream, the left one, with rows of another that have the same key: one result for each pair of partners.</summary>
    /// <param name="right">The right stream, whose key has the same type.</param>
    public abstract JoinedStreams<T, TRight, InnerJoin> Join<TRight, TRightKey>(KeyedStream<TRight, TRightKey> right);

    /// <summary>Like <see cref="Join{TRight, TRightKey}(KeyedStream{TRight, TRightKey})"/>, with a result for each left row without a partner too.</summary>
    /// <param name="right">The right stream, whose key has the same type.</param>
    public abstract JoinedStreams<T, TRight, LeftJoin> LeftJoin<TRight, TRightKey>(KeyedStream<TRight, TRightKey> right);

    /// <summary>Like <see cref="Join{TRight, TRightKey}(KeyedStream{TRight, TRightKey})"/>, with a result for each right row without a partner too.</summary>
    /// <param name="right">The right stream, whose key has the same type.</param>
    public abstract JoinedStreams<T, TRight, RightJoin> RightJoin<TRight, TRightKey>(KeyedStream<TRight, TRightKey> right);

    /// <summary>Like <see cref="Join{TRight, TRightKey}(KeyedStream{TRight, TRightKey})"/>, with a result for each row of either side without a partner too.</summary>
    /// <param name="right">The right stream, whose key has the same type.</param>
    public abstract JoinedStreams<T, TRight, FullJoin> FullJoin<TRight, TRightKey>(KeyedStream<TRight, TRightKey> right);

    /// <summary>Looks each row's key up in a table: a result for each row whose key is in it. Like <c>Join</c> of a stream without a key.</summary>
    /// <param name="table">The table, with one row of each key.</param>
    /// <param name="tableKey">The key of a row of the table.</param>
    public abstract MatchedStreams<T, TTable, InnerJoin> Join<TTable>(BroadcastStream<TTable> table, Func<TTable, TKey> tableKey);

    /// <summary>Like <see cref="Join{TTable}(BroadcastStream{TTable}, Func{TTable, TKey})"/>, with a result for each row whose key is not in the table too.</summary>
    /// <param name="table">The table, with one row of each key.</param>
    /// <param name="tableKey">The key of a row of the table.</param>
    public abstract MatchedStreams<T, TTable, LeftJoin> LeftJoin<TTable>(BroadcastStream<TTable> table, Func<TTable, TKey> tableKey);

    /// <summary>Groups rows of this stream, the left one, with rows of another that have the same key, for a function that sees both sides of a window whole.</summary>
    /// <param name="right">The right stream, whose key has the same type.</param>
    public abstract CoGroupedStreams<T, TRight, TKey> CoGroup<TRight, TRightKey>(KeyedStream<TRight, TRightKey> right);

    /// <summary>Puts the rows of each key into windows of so many.</summary>
    /// <param name="window">The windows: <c>Tumbling.Count(100)</c>; evaluated once when a run starts.</param>
    public abstract CountWindowedStream<T, TKey> Window(TumblingCount window);

    /// <summary>Puts the last rows of each key into windows of so many, which overlap.</summary>
    /// <param name="window">The windows: <c>Sliding.Count(100, every: 10)</c>; evaluated once when a run starts.</param>
    public abstract CountWindowedStream<T, TKey> Window(SlidingCount window);

    /// <summary>Puts all rows of each key into one window, which ends with the input.</summary>
    /// <param name="window">The window: <c>Global.UntilEnd()</c>.</param>
    public abstract WindowedStream<T, TKey> Window(Global window);
}
