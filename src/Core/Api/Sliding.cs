namespace Millrace;

/// <summary>Windows of one length that start every so often and overlap: a row belongs to all that cover it.</summary>
public sealed class Sliding
{
    private const long DayUs = 86_400_000_000;

    private Sliding(Duration size, Duration slide, Duration offset, TimeZoneInfo? zone)
    {
        Size = size;
        Slide = slide;
        Offset = offset;
        Zone = zone;
    }

    /// <summary>Length of a window; of calendar days, if there is a <see cref="Zone"/>.</summary>
    public Duration Size { get; }

    /// <summary>From the start of a window to the start of the next.</summary>
    public Duration Slide { get; }

    /// <summary>Where the windows start, counted from the Unix epoch (in local time if there is a zone); at least zero and less than <see cref="Slide"/>.</summary>
    public Duration Offset { get; }

    /// <summary>The zone by whose local time windows start and end; null for windows of one length.</summary>
    public TimeZoneInfo? Zone { get; }

    /// <summary>Windows of length <paramref name="size"/>, one <paramref name="every"/> so often.</summary>
    /// <param name="size">Length of a window.</param>
    /// <param name="every">From the start of a window to the start of the next. Where it is longer than the size, rows between two windows belong to none.</param>
    /// <param name="offset">How long after the Unix epoch one starts.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is not positive.</exception>
    public static Sliding Of(Duration size, Duration every, Duration offset = default)
    {
        if (size <= Duration.Zero)
            throw new ArgumentOutOfRangeException(nameof(size), $"A window of {size} holds no rows; give it a length above zero, such as Duration.Hours(1).");
        if (every <= Duration.Zero)
            throw new ArgumentOutOfRangeException(nameof(every), $"Windows cannot start every {every}; say a length above zero, such as Duration.Minutes(1).");
        return new Sliding(size, every, WindowOffset.Within(offset, every), null);
    }

    /// <summary>
    /// Windows of calendar days of a zone, one <paramref name="every"/> so often of local time: from a time of day to the same time of another day, and so an
    /// hour shorter or longer where clocks are changed in between.
    /// </summary>
    /// <remarks>
    /// A window starts, and one ends, at the first instant whose local time is not before its own. Where an hour is left out, the windows that would end in it end
    /// together when it would have begun; an hour that comes twice is one step of two hours. Changes of clock are those that the machine knows
    /// for the years 1900 to 2199; before and after, the first and the last of these offsets hold.
    /// </remarks>
    /// <param name="size">Length of a window: whole days.</param>
    /// <param name="every">From the start of a window to the start of the next, in local time: whole days, or a part of a day that goes into it without a rest.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="offset">Local time at which one starts; of steps of several days, also on which day: day 0 is 1970-01-01, a Thursday.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is not positive, the size is not whole days, or the steps do not fit days.</exception>
    public static Sliding Of(Duration size, Duration every, TimeZoneInfo zone, Duration offset = default)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var windows = Of(size, every, offset);
        WindowOffset.CheckDays(size, nameof(size));
        if (every.Microseconds % DayUs != 0 && DayUs % every.Microseconds != 0)
            throw new ArgumentOutOfRangeException(nameof(every), $"Windows by the calendar of a zone cannot start every {every}, which is at other times each day; say whole days, or a part of one, such as Duration.Hours(1).");
        return new Sliding(size, every, windows.Offset, zone);
    }

    /// <inheritdoc cref="Of(Duration, Duration, TimeZoneInfo, Duration)"/>
    /// <param name="size">Length of a window: whole days.</param>
    /// <param name="every">From the start of a window to the start of the next, in local time: whole days, or a part of a day that goes into it without a rest.</param>
    /// <param name="zone">Name of the zone, such as <c>Europe/Berlin</c>.</param>
    /// <param name="offset">Local time at which one starts; of steps of several days, also on which day: day 0 is 1970-01-01, a Thursday.</param>
    /// <exception cref="TimeZoneNotFoundException">The machine knows no such zone.</exception>
    public static Sliding Of(Duration size, Duration every, string zone, Duration offset = default) =>
        Of(size, every, TimeZoneInfo.FindSystemTimeZoneById(zone), offset);

    /// <summary>
    /// Windows of the last <paramref name="rows"/> rows, one <paramref name="every"/> so many rows, in the order they come; no event time
    /// is needed. The first windows of a key hold as many rows as there are.
    /// </summary>
    /// <remarks>A result takes a merge per slice, of which a window has <paramref name="rows"/> divided by the greatest common divisor of both numbers.</remarks>
    /// <param name="rows">Number of rows in a window.</param>
    /// <param name="every">Number of rows from one result to the next.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public static SlidingCount Count(long rows, long every) => new(rows, every);
}
