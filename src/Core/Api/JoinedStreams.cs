namespace Millrace;

/// <summary>Two streams keyed alike, of which rows are to be joined. A marker that exists inside <c>Define</c> only.</summary>
/// <typeparam name="TLeft">The left row type.</typeparam>
/// <typeparam name="TRight">The right row type.</typeparam>
/// <typeparam name="TKind">Which rows have a result: <see cref="InnerJoin"/>, <see cref="LeftJoin"/>, <see cref="RightJoin"/> or <see cref="FullJoin"/>.</typeparam>
public abstract class JoinedStreams<TLeft, TRight, TKind>
{
    private protected JoinedStreams() { }

    /// <summary>
    /// Joins rows by how far apart they are: those of one key, for which the right row's event time less the left row's lies between two
    /// bounds. <c>Within(Duration.Zero, Duration.Hours(4))</c> is from the same time to four hours later, both included.
    /// </summary>
    /// <remarks>
    /// Rows are kept until the watermark says that no partner follows. A row behind the watermark is late, since its partners may be gone.
    /// </remarks>
    /// <param name="lower">Least difference; may be negative. Evaluated once when a run starts.</param>
    /// <param name="upper">Greatest difference. Evaluated once when a run starts.</param>
    /// <param name="lowerOpen">True if the difference must be more than <paramref name="lower"/>.</param>
    /// <param name="upperOpen">True if the difference must be less than <paramref name="upper"/>.</param>
    public abstract TimedJoin<TLeft, TRight, TKind> Within(Duration lower, Duration upper, bool lowerOpen = false, bool upperOpen = false);

    /// <summary>
    /// Joins each row with all rows of its key that have come by the other stream and are still alive: for <paramref name="timeToLive"/> after
    /// they came, by the wall clock. Needs no event time; a result has the later one of the two. Only for <c>Join</c>.
    /// </summary>
    /// <remarks>
    /// Which rows meet depends on when they come, so another run may give other results. Rows are kept until their time is over, or until
    /// <paramref name="maxRows"/> others of their key and side have come; those that went for that reason before their time are counted
    /// (metric <c>rows given up</c>).
    /// </remarks>
    /// <param name="timeToLive">Above zero. Evaluated once when a run starts.</param>
    /// <param name="maxRows">How many rows of a key and side are kept at most, the last that came; at least 1. Evaluated once when a run starts.</param>
    public abstract MatchedStreams<TLeft, TRight, TKind> TimeToLive(Duration timeToLive, int maxRows = int.MaxValue);

    /// <summary>
    /// Joins each row with all rows of its key that have come by the other stream before. Needs no event time; a result has the later one of the two.
    /// Only for <c>Join</c>.
    /// </summary>
    /// <remarks>
    /// Nothing is ever over, so every row is kept as long as the job runs, and memory grows with the rows of both sides (or, with
    /// <paramref name="maxRows"/>, with the number of keys). For streams that end, or whose rows and keys are bounded; for others there is
    /// <see cref="TimeToLive"/>. Rows that went because <paramref name="maxRows"/> others came are counted (metric <c>rows given up</c>).
    /// </remarks>
    /// <param name="maxRows">How many rows of a key and side are kept at most, the last that came; at least 1. Evaluated once when a run starts.</param>
    public abstract MatchedStreams<TLeft, TRight, TKind> KeepForever(int maxRows = int.MaxValue);

    /// <summary>
    /// Joins rows of one key that fall into the same window: each left row of a window with each right row of it, when the watermark passes
    /// the window's end. Results have the window's last microsecond as their event time.
    /// </summary>
    /// <param name="window">The windows, such as <c>Tumbling.Every(Duration.Hours(1))</c>; evaluated once when a run starts.</param>
    public abstract TimedJoin<TLeft, TRight, TKind> Window(Tumbling window);

    /// <summary>Like <see cref="Window(Tumbling)"/>, in overlapping windows: two rows are partners in each window that covers both.</summary>
    /// <param name="window">The windows, such as <c>Sliding.Of(Duration.Hours(24), every: Duration.Hours(1))</c>; evaluated once when a run starts.</param>
    public abstract TimedJoin<TLeft, TRight, TKind> Window(Sliding window);

    /// <summary>Like <see cref="Window(Tumbling)"/>, in sessions: rows of both sides together, no more than a gap apart.</summary>
    /// <param name="window">The sessions, such as <c>Session.WithGap(Duration.Minutes(30))</c>; evaluated once when a run starts.</param>
    public abstract TimedJoin<TLeft, TRight, TKind> Window(Session window);
}
