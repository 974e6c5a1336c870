namespace Millrace.Operators;

/// <summary>Windows of so many rows.</summary>
/// <param name="Rows">Rows in a window, at least 1.</param>
/// <param name="Every">Rows from the end of a window to the end of the next, at least 1.</param>
public readonly record struct CountSpec(long Rows, long Every)
{
    private const long MostSlices = 1_000_000;

    /// <summary>The windows that <paramref name="windows"/> describes.</summary>
    public static CountSpec Of(TumblingCount windows) => new(windows.Rows, windows.Rows);

    /// <inheritdoc cref="Of(TumblingCount)"/>
    /// <exception cref="ArgumentOutOfRangeException">A window consists of more than a million slices, which would be merged for each result.</exception>
    public static CountSpec Of(SlidingCount windows)
    {
        var spec = new CountSpec(windows.Rows, windows.Every);
        if (spec.Rows / spec.SliceRows > MostSlices)
            throw new ArgumentOutOfRangeException(nameof(windows), $"A window of {spec.Rows:N0} rows every {spec.Every:N0} is merged of {spec.Rows / spec.SliceRows:N0} slices, for each result; say numbers with a greater common divisor.");
        return spec;
    }

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
