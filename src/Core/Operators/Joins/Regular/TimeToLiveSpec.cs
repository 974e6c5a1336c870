namespace Millrace.Operators;

/// <summary>How long a row waits for partners, by the wall clock.</summary>
public readonly record struct TimeToLiveSpec
{
    private TimeToLiveSpec(long us, int maxRows)
    {
        Us = us;
        MaxRows = maxRows;
    }

    /// <summary>Microseconds from when a row comes.</summary>
    public long Us { get; }

    /// <summary>How many rows of a key and side are kept at most.</summary>
    public int MaxRows { get; }

    /// <summary>A time to live.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeToLive"/> or <paramref name="maxRows"/> is not positive.</exception>
    public static TimeToLiveSpec Of(Duration timeToLive, int maxRows = int.MaxValue)
    {
        if (timeToLive <= Duration.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeToLive), $"Rows that live for {timeToLive} would never meet; give the join a time to live above zero.");
        if (maxRows < 1)
            throw new ArgumentOutOfRangeException(nameof(maxRows), $"Rows of which {maxRows} are kept would never meet; let the join keep at least 1 row of a key.");
        return new TimeToLiveSpec(timeToLive.Microseconds, maxRows);
    }
}
