namespace Millrace;

/// <summary>The results of joins, as written inside <c>Define</c>.</summary>
public static class Joins
{
    /// <summary>A row for each pair of partners. Its event time is the later one of the two; in windows, the end of the window; with a table, the left row's.</summary>
    /// <param name="join">The join.</param>
    /// <param name="selector">Makes the row, as <c>(order, payment) =&gt; new Paid(order.Id, payment.Amount)</c>.</param>
    public static Stream<TOut> Select<TLeft, TRight, TOut>(this MatchedStreams<TLeft, TRight, InnerJoin> join, Func<TLeft, TRight, TOut> selector) => throw Never();

    /// <summary>
    /// A row for each pair of partners, and one for each left row without any, in whose place there is null. The event time is the later one
    /// of the two, or that of the row without a partner; in windows, the end of the window.
    /// </summary>
    /// <inheritdoc cref="Select{TLeft, TRight, TOut}(MatchedStreams{TLeft, TRight, InnerJoin}, Func{TLeft, TRight, TOut})"/>
    public static Stream<TOut> Select<TLeft, TRight, TOut>(this MatchedStreams<TLeft, TRight, LeftJoin> join, Func<TLeft, TRight?, TOut> selector)
        where TRight : struct => throw Never();

    /// <summary>
    /// A row for each pair of partners, and one for each right row without any, in whose place there is null. The event time is the later
    /// one of the two, or that of the row without a partner; in windows, the end of the window.
    /// </summary>
    /// <inheritdoc cref="Select{TLeft, TRight, TOut}(MatchedStreams{TLeft, TRight, InnerJoin}, Func{TLeft, TRight, TOut})"/>
    public static Stream<TOut> Select<TLeft, TRight, TOut>(this MatchedStreams<TLeft, TRight, RightJoin> join, Func<TLeft?, TRight, TOut> selector)
        where TLeft : struct => throw Never();

    /// <summary>
    /// A row for each pair of partners, and one for each row of either side without any, in whose place there is null. The event time is
    /// the later one of the two, or that of the row without a partner; in windows, the end of the window.
    /// </summary>
    /// <inheritdoc cref="Select{TLeft, TRight, TOut}(MatchedStreams{TLeft, TRight, InnerJoin}, Func{TLeft, TRight, TOut})"/>
    public static Stream<TOut> Select<TLeft, TRight, TOut>(this MatchedStreams<TLeft, TRight, FullJoin> join, Func<TLeft?, TRight?, TOut> selector)
        where TLeft : struct where TRight : struct => throw Never();

    /// <summary>
    /// Joins each left row with the version of its key that was valid at its time: the latest right row at or before it. A left row before the
    /// first version has no result.
    /// </summary>
    /// <remarks>
    /// A left row waits until the watermark of both sides has come to its time, which is its result's. Versions are kept as long as a left
    /// row may need them: the latest of every key for as long as the job runs. Of versions with the same time the one that comes last is valid.
    /// </remarks>
    /// <param name="join">The left stream and its versions.</param>
    public static TimedJoin<TLeft, TRight, InnerJoin> AsOf<TLeft, TRight>(this JoinedStreams<TLeft, TRight, InnerJoin> join) => throw Never();

    /// <summary>
    /// Joins each left row with the version of its key that was valid at its time: the latest right row at or before it. A left row before the
    /// first version has a result too, with null in the version's place.
    /// </summary>
    /// <inheritdoc cref="AsOf{TLeft, TRight}(JoinedStreams{TLeft, TRight, InnerJoin})"/>
    public static TimedJoin<TLeft, TRight, LeftJoin> AsOf<TLeft, TRight>(this JoinedStreams<TLeft, TRight, LeftJoin> join) => throw Never();

    private static InvalidOperationException Never() => new("Streams exist inside Define only, which never runs.");
}
