namespace Millrace;

/// <summary>Windows of one length that start every so often and overlap: a row belongs to all that cover it.</summary>
public sealed class Sliding
{
    private Sliding(Duration size, Duration slide, Duration offset)
    {
        Size = size;
        Slide = slide;
        Offset = offset;
    }

    /// <summary>Length of a window.</summary>
    public Duration Size { get; }

    /// <summary>From the start of a window to the start of the next.</summary>
    public Duration Slide { get; }

    /// <summary>Where the windows start, counted from the Unix epoch; at least zero and less than <see cref="Slide"/>.</summary>
    public Duration Offset { get; }

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
        long start = offset.Microseconds % every.Microseconds;
        return new Sliding(size, every, Duration.FromMicroseconds(start < 0 ? start + every.Microseconds : start));
    }

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
