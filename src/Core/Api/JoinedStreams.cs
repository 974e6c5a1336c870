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
}
