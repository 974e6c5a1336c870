namespace Millrace;

/// <summary>Two keyed streams grouped in windows, before their function. A marker that exists inside <c>Define</c> only.</summary>
/// <remarks>
/// A row is late when its last window has fired. Late rows are counted (metric <c>late rows</c>) and left out, which <see cref="DropLate"/> says in so
/// many words; <see cref="LateOutput"/> keeps them.
/// </remarks>
/// <typeparam name="TLeft">The left row type.</typeparam>
/// <typeparam name="TRight">The right row type.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
public abstract class CoGroupedWindows<TLeft, TRight, TKey>
{
    private protected CoGroupedWindows() { }

    /// <summary>Says that late rows are meant to be left out; the metric <c>late rows</c> counts them.</summary>
    public abstract CoGroupedWindows<TLeft, TRight, TKey> DropLate();

    /// <summary>Sends late rows to streams of their own, each with how far the watermark was beyond the end of its last window.</summary>
    /// <param name="left">Late rows of the left side; <c>out _</c> counts and drops them.</param>
    /// <param name="right">Late rows of the right side; <c>out _</c> counts and drops them.</param>
    public abstract CoGroupedWindows<TLeft, TRight, TKey> LateOutput(out Stream<(TLeft Row, Duration Lateness)> left, out Stream<(TRight Row, Duration Lateness)> right);

    /// <summary>
    /// Makes any number of rows of all rows of each key and window, which are kept in native memory until then:
    /// <c>Process((CoGroup&lt;Order, Payment, long&gt; group, Collector&lt;Balance&gt; balances) =&gt; …)</c>. Called once per key when the window fires, also if one
    /// side has no rows.
    /// </summary>
    /// <param name="process">Takes the rows of both sides with their key and window, and collects results.</param>
    public abstract Stream<TOut> Process<TOut>(CoGroupProcess<TLeft, TRight, TKey, TOut> process);
}
