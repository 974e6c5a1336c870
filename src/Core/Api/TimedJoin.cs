namespace Millrace;

/// <summary>A join by key and event time, before its result: <c>Select</c> makes that. A marker that exists inside <c>Define</c> only.</summary>
/// <remarks>
/// A row is late when its event time is not after the watermark, or in windows, when its last window has fired. Late rows are counted (metric <c>late rows</c>) and left out, which
/// <see cref="DropLate"/> says in so many words; <see cref="LateOutput"/> keeps them.
/// </remarks>
/// <typeparam name="TLeft">The left row type.</typeparam>
/// <typeparam name="TRight">The right row type.</typeparam>
/// <typeparam name="TKind">Which rows have a result.</typeparam>
public abstract class TimedJoin<TLeft, TRight, TKind> : MatchedStreams<TLeft, TRight, TKind>
{
    private protected TimedJoin() { }

    /// <summary>Says that late rows are meant to be left out; the metric <c>late rows</c> counts them.</summary>
    public abstract TimedJoin<TLeft, TRight, TKind> DropLate();

    /// <summary>Sends late rows to streams of their own, each with how far the watermark was beyond its time, or the end of its last window.</summary>
    /// <param name="left">Late rows of the left side; <c>out _</c> counts and drops them.</param>
    /// <param name="right">Late rows of the right side; <c>out _</c> counts and drops them.</param>
    public abstract TimedJoin<TLeft, TRight, TKind> LateOutput(out Stream<(TLeft Row, Duration Lateness)> left, out Stream<(TRight Row, Duration Lateness)> right);
}
