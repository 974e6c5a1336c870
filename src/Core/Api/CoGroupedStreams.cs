namespace Millrace;

/// <summary>Two streams keyed alike, whose rows are to be grouped together in windows. A marker that exists inside <c>Define</c> only.</summary>
/// <typeparam name="TLeft">The left row type.</typeparam>
/// <typeparam name="TRight">The right row type.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
public abstract class CoGroupedStreams<TLeft, TRight, TKey>
{
    private protected CoGroupedStreams() { }

    /// <summary>Groups the rows of both sides by key and window. Results have the window's last microsecond as their event time.</summary>
    /// <param name="window">The windows, such as <c>Tumbling.Every(Duration.Hours(1))</c>; evaluated once when a run starts.</param>
    public abstract CoGroupedWindows<TLeft, TRight, TKey> Window(Tumbling window);

    /// <summary>Like <see cref="Window(Tumbling)"/>, in overlapping windows: a row is in the group of each window that covers it.</summary>
    /// <param name="window">The windows, such as <c>Sliding.Of(Duration.Hours(24), every: Duration.Hours(1))</c>; evaluated once when a run starts.</param>
    public abstract CoGroupedWindows<TLeft, TRight, TKey> Window(Sliding window);

    /// <summary>Like <see cref="Window(Tumbling)"/>, in sessions: rows of both sides together, no more than a gap apart.</summary>
    /// <param name="window">The sessions, such as <c>Session.WithGap(Duration.Minutes(30))</c>; evaluated once when a run starts.</param>
    public abstract CoGroupedWindows<TLeft, TRight, TKey> Window(Session window);
}
