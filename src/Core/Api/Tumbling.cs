namespace Millrace;

/// <summary>Windows of one length, one after the other, the same for all keys.</summary>
public sealed class Tumbling
{
    private Tumbling(Duration size, Duration offset)
    {
        Size = size;
        Offset = offset;
    }

    /// <summary>Length of a window.</summary>
    public Duration Size { get; }

    /// <summary>Where the windows start, counted from the Unix epoch; at least zero and less than <see cref="Size"/>.</summary>
    public Duration Offset { get; }

    /// <summary>Windows of length <paramref name="size"/>, the first of which starts <paramref name="offset"/> after the Unix epoch.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not positive.</exception>
    public static Tumbling Every(Duration size, Duration offset = default)
    {
        if (size <= Duration.Zero)
            throw new ArgumentOutOfRangeException(nameof(size), $"A window of {size} holds no rows; give it a length above zero, such as Duration.Hours(1).");
        long start = offset.Microseconds % size.Microseconds;
        return new Tumbling(size, Duration.FromMicroseconds(start < 0 ? start + size.Microseconds : start));
    }
}
