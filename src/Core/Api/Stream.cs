using System.Runtime.CompilerServices;

namespace Millrace;

/// <summary>Rows of one type on their way through a job. A marker that exists inside <c>Define</c> only.</summary>
/// <remarks>A stream used twice is a branch: every row takes both ways.</remarks>
/// <typeparam name="T">The row type: a <c>[Record]</c>, a tuple, or an anonymous type.</typeparam>
public abstract class Stream<T>
{
    private protected Stream() { }

    /// <summary>Keeps the rows for which <paramref name="predicate"/> is true.</summary>
    public abstract Stream<T> Where(Func<T, bool> predicate);

    /// <summary>One row made of each row.</summary>
    public abstract Stream<TOut> Select<TOut>(Func<T, TOut> selector);

    /// <summary>
    /// Any number of rows made of each row: <c>SelectMany((TextLine line, Collector&lt;Word&gt; words) =&gt; …)</c>.
    /// What is collected goes straight to the next operator; nothing is buffered and nothing allocated.
    /// </summary>
    public abstract Stream<TOut> SelectMany<TOut>(Action<T, Collector<TOut>> selector);

    /// <summary>
    /// Gives each row its event time. Watermarks follow per split of the source, at the highest time seen less
    /// <paramref name="outOfOrderness"/>.
    /// </summary>
    /// <param name="time">The time of a row.</param>
    /// <param name="outOfOrderness">How far behind the highest time so far a row may come and still be in time.</param>
    public abstract Stream<T> EventTime(Func<T, Timestamp> time, Duration outOfOrderness);

    /// <summary>Gives each row its event time. Watermarks follow per split of the source, as a strategy says.</summary>
    /// <param name="time">The time of a row.</param>
    /// <param name="watermarks">How, such as <c>Watermarks.BoundedOutOfOrderness(Duration.Seconds(5)).WithIdleness(Duration.Seconds(10))</c>; evaluated once per subtask.</param>
    public abstract Stream<T> EventTime(Func<T, Timestamp> time, Watermarks watermarks);

    /// <summary>Gives each row its event time. Watermarks follow per split of the source, from rows that carry them or by a rule of one's own.</summary>
    /// <param name="time">The time of a row.</param>
    /// <param name="watermarks">How, such as <c>Watermarks.Punctuated&lt;Order&gt;(order =&gt; order.Mark)</c>; written here, so that the generator sees it.</param>
    public abstract Stream<T> EventTime(Func<T, Timestamp> time, Watermarks<T> watermarks);

    /// <summary>
    /// Gives each row the time at which it was read from its source, by the clock of the machine that reads it, as its event time.
    /// Watermarks follow the clock, so that windows end on time even while no rows come, and no row is late.
    /// </summary>
    /// <remarks>Call it between the source and the first operator that moves rows to another subtask.</remarks>
    public abstract Stream<T> IngestionTime();

    /// <summary>
    /// Lets the windows behind it work by the wall clock: a row belongs to the windows of the moment at which it comes to the window
    /// operator, whatever its event time, and a window ends when the clock says so, also if no further row comes. No row is late.
    /// What a window has computed carries the window's end as its event time.
    /// </summary>
    /// <remarks>Results depend on when rows come, so that another run over the same rows gives others. When input ends, open windows end at once.</remarks>
    public abstract Stream<T> ProcessingTime();

    /// <summary>The rows of this stream and of the others, in no particular order between them.</summary>
    public abstract Stream<T> Union(params Stream<T>[] others);

    /// <summary>
    /// Begins a loop: what follows gets these rows, and the rows that <see cref="IterativeStream{T}.CloseWith"/> sends back. A row goes round
    /// as often as the operators of the loop send it back.
    /// </summary>
    /// <remarks>
    /// <c>var loop = numbers.Iterate(); var less = loop.Select(n =&gt; n - 1); loop.CloseWith(less.Where(n =&gt; n &gt; 0)); less.Where(n =&gt; n &lt;= 0).To(…);</c>
    /// A row in the loop holds the watermark at its event time, so windows behind the loop are complete. Not in batch mode.
    /// </remarks>
    public abstract IterativeStream<T> Iterate();

    /// <summary>Groups rows by a key: a number, text, time, enum, <c>[Record]</c> or a tuple of these.</summary>
    public abstract KeyedStream<T, TKey> KeyBy<TKey>(Func<T, TKey> key);

    /// <summary>
    /// Puts all rows into windows, as if they had one key. They are aggregated in parallel first; what is left of them meets in a
    /// single subtask, which what follows shares up to the next exchange.
    /// </summary>
    /// <param name="window">The windows, such as <c>Tumbling.Every(Duration.Hours(1))</c>; evaluated once when a run starts.</param>
    public abstract WindowedStream<T, AllRows> WindowAll(Tumbling window);

    /// <inheritdoc cref="WindowAll(Tumbling)"/>
    /// <param name="window">The windows, such as <c>Sliding.Of(Duration.Hours(24), every: Duration.Hours(1))</c>; evaluated once when a run starts.</param>
    public abstract WindowedStream<T, AllRows> WindowAll(Sliding window);

    /// <inheritdoc cref="WindowAll(Tumbling)"/>
    /// <param name="window">The windows, such as <c>Cumulating.Of(max: Duration.Days(1), every: Duration.Hours(1))</c>; evaluated once when a run starts.</param>
    public abstract WindowedStream<T, AllRows> WindowAll(Cumulating window);

    /// <summary>Puts all rows into sessions, as if they had one key. Sessions are not aggregated in parallel: every row goes to the one subtask.</summary>
    /// <param name="window">The sessions, such as <c>Session.WithGap(Duration.Minutes(30))</c>; evaluated once when a run starts.</param>
    public abstract WindowedStream<T, AllRows> WindowAll(Session window);

    /// <summary>Puts all rows into windows of so many, in a single subtask and in the order they come to it.</summary>
    /// <param name="window">The windows: <c>Tumbling.Count(100)</c>; evaluated once when a run starts.</param>
    public abstract CountWindowedStream<T, AllRows> WindowAll(TumblingCount window);

    /// <inheritdoc cref="WindowAll(TumblingCount)"/>
    /// <param name="window">The windows: <c>Sliding.Count(100, every: 10)</c>; evaluated once when a run starts.</param>
    public abstract CountWindowedStream<T, AllRows> WindowAll(SlidingCount window);

    /// <summary>Puts all rows into one window, which ends with the input.</summary>
    /// <param name="window">The window: <c>Global.UntilEnd()</c>.</param>
    public abstract WindowedStream<T, AllRows> WindowAll(Global window);

    /// <summary>
    /// The rows of the stream with the greatest measures so far: a row passes on when it comes, if it is among the first <paramref name="count"/> then, with the rank
    /// from 1 that it has then. In batch mode only the final ranking comes, at the end and in order.
    /// </summary>
    /// <remarks>
    /// What has passed on is not taken back: rows that fall out of the ranking, or fall behind in it, are not mentioned again. Of equal measures, the earliest
    /// row by event time comes first; of equal times, the one that came first. Keeps <paramref name="count"/> rows, in a single subtask, as long as the job runs.
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

    /// <summary>Each different row once, the first time it comes. Rows are equal if all their fields are.</summary>
    /// <remarks>Keeps every row it has let pass; <c>KeyBy(…).KeepFirst()</c> keeps less where a part of the row tells rows apart.</remarks>
    public abstract Stream<T> Distinct();

    /// <summary>
    /// Looks each row's key up in a table that every subtask has whole, <c>flights.Join(airports.Broadcast(), flight =&gt; flight.Origin, airport =&gt; airport.Code)</c>:
    /// a result for each row whose key is in it, with the row's event time. No row has to go to another subtask.
    /// </summary>
    /// <remarks>
    /// If the table's source ends, the table is read first, and rows wait at their source. If it does not, rows are looked up in the table as it is
    /// then. Either way the table needs no event time and holds no watermark back. It is kept for as long as the job runs.
    /// </remarks>
    /// <param name="table">The table; of several rows with the same key, the last that comes is in it.</param>
    /// <param name="key">The key of a row.</param>
    /// <param name="tableKey">The key of a row of the table.</param>
    public abstract MatchedStreams<T, TTable, InnerJoin> Join<TTable, TKey>(BroadcastStream<TTable> table, Func<T, TKey> key, Func<TTable, TKey> tableKey);

    /// <summary>Like <see cref="Join"/>, with a result for each row whose key is not in the table too.</summary>
    /// <inheritdoc cref="Join"/>
    public abstract MatchedStreams<T, TTable, LeftJoin> LeftJoin<TTable, TKey>(BroadcastStream<TTable> table, Func<T, TKey> key, Func<TTable, TKey> tableKey);

    /// <summary>Lets every subtask of what follows have every row: of <c>keyed.Connect(rules.Broadcast())</c> and <c>stream.Join(table.Broadcast(), …)</c>. For streams of few rows.</summary>
    public abstract BroadcastStream<T> Broadcast();

    /// <summary>
    /// Hands rows to the subtasks of what follows in turn, so that all have as much to do. Ends the fused chain; with one subtask it
    /// is nothing.
    /// </summary>
    /// <remarks>Give rows their event time before it: watermarks follow per split only up to here.</remarks>
    public abstract Stream<T> Rebalance();

    /// <summary>Like <see cref="Rebalance"/>, but each row goes to a subtask chosen at random, for rows that come in a pattern.</summary>
    public abstract Stream<T> Shuffle();

    /// <summary>
    /// Hands rows to subtasks of what follows near by: as all operators have the same number of subtasks, to the one of the same
    /// index. Ends the fused chain, so that what stands before it and what follows may run at the same time; with one subtask it is
    /// nothing.
    /// </summary>
    /// <remarks>Rows stay in order. Give them their event time before it: watermarks follow per split only up to here.</remarks>
    public abstract Stream<T> Rescale();

    /// <summary>
    /// Hands each row to the subtask of what follows that a function chooses. Ends the fused chain; with one subtask it is nothing, and the
    /// function is not called.
    /// </summary>
    /// <remarks>
    /// Which row is where matters to what is not keyed: a function, a sink that writes a file per subtask. <c>KeyBy</c> needs none, and moves rows again.
    /// Give rows their event time before it: watermarks follow per split only up to here.
    /// </remarks>
    /// <param name="partitioner">
    /// Takes the row and the number of subtasks, and returns one from 0 to that number less 1, as <c>(row, subtasks) =&gt; row.Region % subtasks</c>.
    /// Any other fails the job with an error that shows the row.
    /// </param>
    public abstract Stream<T> Partition(Func<T, int, int> partitioner);

    /// <summary>Divides the rows in two: each goes one of the two ways. Reads the row once, where two <c>Where</c> calls would read it twice.</summary>
    /// <param name="predicate">Whether a row matches.</param>
    /// <param name="matching">The rows for which it is true.</param>
    /// <param name="rest">The others; <c>out _</c> drops them.</param>
    public abstract void Split(Func<T, bool> predicate, out Stream<T> matching, out Stream<T> rest);

    /// <summary>Divides the rows in three: each goes one way.</summary>
    /// <param name="output">Number of the output of a row: 0, 1 or 2. Any other fails the job with an error that shows the row.</param>
    /// <param name="first">The rows of output 0; <c>out _</c> drops them.</param>
    /// <param name="second">The rows of output 1.</param>
    /// <param name="third">The rows of output 2.</param>
    public abstract void Split(Func<T, int> output, out Stream<T> first, out Stream<T> second, out Stream<T> third);

    /// <summary>Divides the rows in four: each goes one way.</summary>
    /// <param name="output">Number of the output of a row, from 0 to 3. Any other fails the job with an error that shows the row.</param>
    /// <param name="first">The rows of output 0; <c>out _</c> drops them.</param>
    /// <param name="second">The rows of output 1.</param>
    /// <param name="third">The rows of output 2.</param>
    /// <param name="fourth">The rows of output 3.</param>
    public abstract void Split(Func<T, int> output, out Stream<T> first, out Stream<T> second, out Stream<T> third, out Stream<T> fourth);

    /// <summary>Calls a function for each row, which makes any number of rows of it.</summary>
    /// <param name="function">An <see cref="OperatorAttribute"/> struct, such as <c>new Validate()</c>; made once per subtask.</param>
    public abstract Stream<TOut> Process<TOut>(IProcessFunction<T, TOut> function);

    /// <summary>A side output of the function that made this stream; called on what <c>Process</c> returned.</summary>
    /// <param name="output">The output, a static field of the function, such as <c>Validate.Rejected</c>.</param>
    public abstract Stream<TSide> SideOutput<TSide>(SideOutput<TSide> output);

    /// <summary>
    /// Puts a forward exchange before the operator before this call, so that it begins a fused chain, and may run at the same time as what stands
    /// before it. Rows stay in order.
    /// </summary>
    /// <remarks>With parallelism 1 too, where one worker takes turns between the chains.</remarks>
    public abstract Stream<T> StartNewChain();

    /// <summary>Puts forward exchanges before and behind the operator before this call, so that it runs by itself: to see what it costs, or because it takes long.</summary>
    public abstract Stream<T> DisableChaining();

    /// <summary>
    /// Runs the operator before this call as so many subtasks, whatever the job's parallelism. It runs by itself: rows are dealt out to its
    /// subtasks, or go to that of their key, and what follows has the job's parallelism again.
    /// </summary>
    /// <remarks>Behind <c>From</c> it also holds for what stands between the source and <c>EventTime</c>.</remarks>
    /// <param name="subtasks">How many, at least 1; evaluated once when a run starts.</param>
    public abstract Stream<T> WithParallelism(int subtasks);

    /// <summary>
    /// Asks something outside the job about each row, many rows at a time, and makes a row of each and its answer. Nothing waits but the row:
    /// its event time, and its place among watermarks, stay what they were.
    /// </summary>
    /// <param name="call">
    /// Asks. May be async; called on the subtask's thread, so that it must return, or await, soon. The row is a copy that stays valid until
    /// the task has ended, even after its time was up. What it throws counts like a failed task.
    /// </param>
    /// <param name="result">Makes a row of both; on the subtask's thread.</param>
    /// <param name="how">How calls are made, such as <c>Async.Ordered(capacity: 100, timeout: Duration.Seconds(5))</c>; evaluated once when a run starts.</param>
    /// <param name="fallback">Makes a row when the last attempt has failed or run out of time. Without it the job fails.</param>
    /// <typeparam name="TResult">The answer: any type that has a name.</typeparam>
    /// <typeparam name="TOut">The row made of both.</typeparam>
    [OverloadResolutionPriority(1)]
    public abstract Stream<TOut> SelectAsync<TResult, TOut>(Func<T, CancellationToken, Task<TResult>> call, Func<T, TResult, TOut> result, Async how, Func<T, Exception, TOut>? fallback = null);

    /// <inheritdoc cref="SelectAsync{TResult, TOut}(Func{T, CancellationToken, Task{TResult}}, Func{T, TResult, TOut}, Async, Func{T, Exception, TOut})"/>
    public abstract Stream<TOut> SelectAsync<TResult, TOut>(Func<T, CancellationToken, ValueTask<TResult>> call, Func<T, TResult, TOut> result, Async how, Func<T, Exception, TOut>? fallback = null);

    /// <summary>
    /// Joins each row with what is found for its key outside the job; rows for which nothing is found are left out. Answers are kept in a
    /// cache, one in each subtask; for a key there is one call at a time, for which all its rows wait.
    /// </summary>
    /// <param name="key">What is looked up for a row: a number, text, time, enum, <c>[Record]</c> or a tuple of these.</param>
    /// <param name="find">Looks a key up; its task ends with null for nothing. The rest is as for the call of <c>SelectAsync</c>.</param>
    /// <param name="result">Makes a row of both; on the subtask's thread.</param>
    /// <param name="cache">What is kept, such as <c>Cache.For(Duration.Minutes(10), maxEntries: 100_000)</c>; evaluated once when a run starts.</param>
    /// <param name="how">How calls are made, such as <c>Async.Unordered(capacity: 100, timeout: Duration.Seconds(5))</c>; evaluated once when a run starts.</param>
    /// <param name="fallback">Makes a row when the last attempt has failed or run out of time. Without it the job fails.</param>
    /// <typeparam name="TKey">The key.</typeparam>
    /// <typeparam name="TValue">What is found: any class.</typeparam>
    /// <typeparam name="TOut">The row made of both.</typeparam>
    [OverloadResolutionPriority(1)]
    public abstract Stream<TOut> Lookup<TKey, TValue, TOut>(Func<T, TKey> key, Func<TKey, CancellationToken, Task<TValue?>> find, Func<T, TValue, TOut> result, Cache cache, Async how, Func<T, Exception, TOut>? fallback = null) where TValue : class;

    /// <inheritdoc cref="Lookup{TKey, TValue, TOut}(Func{T, TKey}, Func{TKey, CancellationToken, Task{TValue}}, Func{T, TValue, TOut}, Cache, Async, Func{T, Exception, TOut})"/>
    public abstract Stream<TOut> Lookup<TKey, TValue, TOut>(Func<T, TKey> key, Func<TKey, CancellationToken, ValueTask<TValue?>> find, Func<T, TValue, TOut> result, Cache cache, Async how, Func<T, Exception, TOut>? fallback = null) where TValue : class;

    /// <summary>Like <c>Lookup</c>, but rows for which nothing is found go on too, with null.</summary>
    /// <inheritdoc cref="Lookup{TKey, TValue, TOut}(Func{T, TKey}, Func{TKey, CancellationToken, Task{TValue}}, Func{T, TValue, TOut}, Cache, Async, Func{T, Exception, TOut})"/>
    [OverloadResolutionPriority(1)]
    public abstract Stream<TOut> LeftLookup<TKey, TValue, TOut>(Func<T, TKey> key, Func<TKey, CancellationToken, Task<TValue?>> find, Func<T, TValue?, TOut> result, Cache cache, Async how, Func<T, Exception, TOut>? fallback = null) where TValue : class;

    /// <inheritdoc cref="LeftLookup{TKey, TValue, TOut}(Func{T, TKey}, Func{TKey, CancellationToken, Task{TValue}}, Func{T, TValue, TOut}, Cache, Async, Func{T, Exception, TOut})"/>
    public abstract Stream<TOut> LeftLookup<TKey, TValue, TOut>(Func<T, TKey> key, Func<TKey, CancellationToken, ValueTask<TValue?>> find, Func<T, TValue?, TOut> result, Cache cache, Async how, Func<T, Exception, TOut>? fallback = null) where TValue : class;

    /// <summary>Writes the rows to a sink, such as <c>Csv.Write&lt;Flight&gt;(Output)</c>.</summary>
    public abstract StreamEnd To(Sink<T> sink);

    /// <summary>Names the call before it, for plans, metrics, errors and state.</summary>
    /// <param name="name">A constant.</param>
    public abstract Stream<T> Named(string name);
}
