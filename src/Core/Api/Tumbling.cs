namespace Millrace;

/// <summary>Windows of one length, one after the other, the same for all keys.</summary>
public sealed class Tumbling
{
    private Tumbling(Duration size, Duration offset, TimeZoneInfo? zone)
    {
        Size = size;
        Offset = offset;
        Zone = zone;
    }

    /// <summary>Length of a window; of calendar days, if there is a <see cref="Zone"/>.</summary>
    public Duration Size { get; }

    /// <summary>Where the windows start, counted from the Unix epoch (in local time if there is a zone); at least zero and less than <see cref="Size"/>.</summary>
    public Duration Offset { get; }

    /// <summary>The zone whose calendar days the windows are; null for windows of one length.</summary>
    public TimeZoneInfo? Zone { get; }

    /// <summary>Windows of length <paramref name="size"/>, the first of which starts <paramref name="offset"/> after the Unix epoch.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not positive.</exception>
    public static Tumbling Every(Duration size, Duration offset = default)
    {
        if (size <= Duration.Zero)
            throw new ArgumentOutOfRangeException(nameof(size), $"A window of {size} holds no rows; give it a length above zero, such as Duration.Hours(1).");
        return new Tumbling(size, WindowOffset.Within(offset, size), null);
    }

    /// <summary>Windows of calendar days of a zone: from midnight to midnight, and so 23 or 25 hours long where clocks are changed.</summary>
    /// <remarks>
    /// A day starts at the first instant whose local time is not before midnight. Changes of clock are those that the machine
    /// knows for the years 1900 to 2199; before and after, the first and the last of these offsets hold.
    /// </remarks>
    /// <param name="size">Length of a window: whole days.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="offset">Local time at which the days start; of several days, also which is the first: day 0 is 1970-01-01, a Thursday.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not a positive number of whole days.</exception>
    public static Tumbling Every(Duration size, TimeZoneInfo zone, Duration offset = default)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var windows = Every(size, offset);
        WindowOffset.CheckDays(size, nameof(size));
        return new Tumbling(size, windows.Offset, zone);
    }

    /// <summary>Windows of calendar days of a zone: from midnight to midnight, and so 23 or 25 hours long where clocks are changed.</summary>
    /// <remarks><inheritdoc cref="Every(Duration, TimeZoneInfo, Duration)" path="/remarks"/></remarks>
    /// <param name="size">Length of a window: whole days.</param>
    /// <param name="zone">Name of the zone, such as <c>Europe/Berlin</c>.</param>
    /// <param name="offset">Local time at which the days start; of several days, also which is the first: day 0 is 1970-01-01, a Thursday.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not a positive number of whole days.</exception>
    /// <exception cref="TimeZoneNotFoundException">The machine knows no such zone.</exception>
    public static Tumbling Every(Duration size, string zone, Duration offset = default) =>
        Every(size, TimeZoneInfo.FindSystemTimeZoneById(zone), offset);

    /// <summary>Windows of <paramref name="rows"/> rows each, in the order they come; no event time is needed.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is not positive.</exception>
    public static TumblingCount Count(long rows) => new(rows);
}
