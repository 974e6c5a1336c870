namespace Millrace.Operators;

/// <summary>How long a row waits for partners: by the wall clock, or for ever.</summary>
public readonly record struct TimeToLiveSpec
{
    private TimeToLiveSpec(long us, int maxRows)
    {
        Us = us;
        MaxRows = maxRows;
    }

    /// <summary>Microseconds from when a row comes; <see cref="long.MaxValue"/> for ever.</summary>
    public long Us { get; }

    /// <summary>False if rows wait for ever.</summary>
    public bool Ends => Us != long.MaxValue;

    /// <summary>How many rows of a key and side are kept at most.</summary>
    public int MaxRows { get; }

    /// <summary>A time to live.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeToLive"/> or <paramref name="maxRows"/> is not positive.</exception>
    public static TimeToLiveSpec Of(Duration timeToLive, int maxRows = int.MaxValue)
    {
        if (timeToLive <= Duration.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeToLive), $"Rows that live for {timeToLive} would never meet; give the join a time to live above zero.");
        return new TimeToLiveSpec(timeToLive.Microseconds, CheckRows(maxRows));
    }

    /// <summary>No end.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxRows"/> is not positive.</exception>
    public static TimeToLiveSpec Forever(int maxRows = int.MaxValue) => new(long.MaxValue, CheckRows(maxRows));

    private static int CheckRows(int maxRows) => maxRows > 0 ? maxRows
        : throw new ArgumentOutOfRangeException(nameof(maxRows), $"Rows of which {maxRows} are kept would never meet; let the join keep at least 1 row of a key.");
}
