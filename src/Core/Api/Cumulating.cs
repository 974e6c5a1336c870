namespace Millrace;

/// <summary>Windows that start together and grow by a step up to a longest one; then the next row of them starts.</summary>
/// <remarks>
/// Of a longest window of a day and a step of an hour: midnight to one, midnight to two, and so on to midnight, each with all rows since
/// the first midnight.
/// </remarks>
public sealed class Cumulating
{
    private Cumulating(Duration max, Duration step, Duration offset, TimeZoneInfo? zone)
    {
        Max = max;
        Step = step;
        Offset = offset;
        Zone = zone;
    }

    /// <summary>Length of the longest window.</summary>
    public Duration Max { get; }

    /// <summary>How much longer each window is than the one before it.</summary>
    public Duration Step { get; }

    /// <summary>Where the windows start, counted from the Unix epoch (in local time if there is a zone); at least zero and less than <see cref="Max"/>.</summary>
    public Duration Offset { get; }

    /// <summary>The zone whose calendar days the longest windows are; null for windows of one length.</summary>
    public TimeZoneInfo? Zone { get; }

    /// <summary>Windows that grow by <paramref name="every"/> up to <paramref name="max"/>.</summary>
    /// <param name="max">Length of the longest.</param>
    /// <param name="every">Length of the first, and what each is longer than the one before; <paramref name="max"/> is a multiple of it.</param>
    /// <param name="offset">How long after the Unix epoch one starts.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is not positive, or the longest window is not a number of whole steps.</exception>
    public static Cumulating Of(Duration max, Duration every, Duration offset = default)
    {
        Check(max, every);
        return new Cumulating(max, every, WindowOffset.Within(offset, max), null);
    }

    /// <summary>Windows that grow by <paramref name="every"/> up to calendar days of a zone.</summary>
    /// <remarks>Steps are counted from the start of the day; a day of 23 or 25 hours has a step of an hour less or more, and its last window ends with it.</remarks>
    /// <param name="max">Length of the longest: whole days.</param>
    /// <param name="every">Length of the first, and what each is longer than the one before.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="offset">Local time at which the days start; of several days, also which is the first.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is not positive, or the longest window is not a number of whole steps and days.</exception>
    public static Cumulating Of(Duration max, Duration every, TimeZoneInfo zone, Duration offset = default)
    {
        ArgumentNullException.ThrowIfNull(zone);
        Check(max, every);
        WindowOffset.CheckDays(max, nameof(max));
        return new Cumulating(max, every, WindowOffset.Within(offset, max), zone);
    }

    /// <summary>Windows that grow by <paramref name="every"/> up to calendar days of a zone.</summary>
    /// <remarks><inheritdoc cref="Of(Duration, Duration, TimeZoneInfo, Duration)" path="/remarks"/></remarks>
    /// <param name="max">Length of the longest: whole days.</param>
    /// <param name="every">Length of the first, and what each is longer than the one before.</param>
    /// <param name="zone">Name of the zone, such as <c>Europe/Berlin</c>.</param>
    /// <param name="offset">Local time at which the days start; of several days, also which is the first.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is not positive, or the longest window is not a number of whole steps and days.</exception>
    /// <exception cref="TimeZoneNotFoundException">The machine knows no such zone.</exception>
    public static Cumulating Of(Duration max, Duration every, string zone, Duration offset = default) =>
        Of(max, every, TimeZoneInfo.FindSystemTimeZoneById(zone), offset);

    private static void Check(Duration max, Duration every)
    {
        if (every <= Duration.Zero)
            throw new ArgumentOutOfRangeException(nameof(every), $"Windows cannot grow by {every}; say a length above zero, such as Duration.Hours(1).");
        if (max <= Duration.Zero || max.Microseconds % every.Microseconds != 0)
            throw new ArgumentOutOfRangeException(nameof(max), $"Windows that grow by {every} never are {max} long; say a multiple of the step.");
    }
}
