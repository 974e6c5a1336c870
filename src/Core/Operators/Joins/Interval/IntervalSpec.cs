namespace Millrace.Operators;

/// <summary>Which rows of two streams are partners: the right one's time less the left one's lies between two bounds.</summary>
public readonly record struct IntervalSpec
{
    private IntervalSpec(long lowerUs, long upperUs) => (LowerUs, UpperUs) = (lowerUs, upperUs);

    /// <summary>Least difference in microseconds, included.</summary>
    public long LowerUs { get; }

    /// <summary>Greatest difference in microseconds, included.</summary>
    public long UpperUs { get; }

    /// <summary>The interval between two bounds.</summary>
    /// <param name="lower">Least difference.</param>
    /// <param name="upper">Greatest difference.</param>
    /// <param name="lowerOpen">True if the difference must be more than <paramref name="lower"/>.</param>
    /// <param name="upperOpen">True if the difference must be less than <paramref name="upper"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">No difference lies between the bounds.</exception>
    public static IntervalSpec Of(Duration lower, Duration upper, bool lowerOpen = false, bool upperOpen = false)
    {
        // Times are whole microseconds.
        long least = TimeMath.Add(lower.Microseconds, lowerOpen ? 1 : 0), most = TimeMath.Add(upper.Microseconds, upperOpen ? -1 : 0);
        if (least > most)
            throw new ArgumentOutOfRangeException(nameof(upper), $"No two rows are between {lower}{(lowerOpen ? " (open)" : "")} and {upper}{(upperOpen ? " (open)" : "")} apart; the upper bound must lie above the lower.");
        return new IntervalSpec(least, most);
    }
}
