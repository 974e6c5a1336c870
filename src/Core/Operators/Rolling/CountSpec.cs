namespace Millrace.Operators;

/// <summary>Windows of so many rows.</summary>
/// <param name="Rows">Rows in a window, at least 1.</param>
/// <param name="Every">Rows from the end of a window to the end of the next, at least 1.</param>
public readonly record struct CountSpec(long Rows, long Every)
{
    /// <summary>The windows that <paramref name="windows"/> describes.</summary>
    public static CountSpec Of(TumblingCount windows) => new(windows.Rows, windows.Rows);

    /// <inheritdoc cref="Of(TumblingCount)"/>
    public static CountSpec Of(SlidingCount windows) => new(windows.Rows, windows.Every);

    /// <summary>Rows of a slice: the longest run of rows that no window cuts.</summary>
    public long SliceRows
    {
        get
        {
            long slice = Rows;
            for (long rest = Every; rest != 0;) (slice, rest) = (rest, slice % rest);
            return slice;
        }
    }
}
