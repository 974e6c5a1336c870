namespace Millrace.Operators;

/// <summary>How long a row waits for partners, by the wall clock.</summary>
public readonly record struct TimeToLiveSpec
{
    private TimeToLiveSpec(long us) => Us = us;

    /// <summary>Microseconds from when a row comes.</summary>
    public long Us { get; }

    /// <summary>A time to live.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeToLive"/> is not positive.</exception>
    public static TimeToLiveSpec Of(Duration timeToLive) => timeToLive > Duration.Zero
        ? new TimeToLiveSpec(timeToLive.Microseconds)
        : throw new ArgumentOutOfRangeException(nameof(timeToLive), $"Rows that live for {timeToLive} would never meet; give the join a time to live above zero.");
}
