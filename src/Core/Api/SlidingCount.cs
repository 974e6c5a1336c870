namespace Millrace;

/// <summary>Windows of the last so many rows, one every so many rows; made by <see cref="Sliding.Count"/>.</summary>
public sealed class SlidingCount
{
    internal SlidingCount(long rows, long every)
    {
        if (rows < 1) throw new ArgumentOutOfRangeException(nameof(rows), $"A window of {rows} rows is empty; say a number from 1.");
        if (every < 1) throw new ArgumentOutOfRangeException(nameof(every), $"There cannot be a window every {every} rows; say a number from 1.");
        Rows = rows;
        Every = every;
    }

    /// <summary>Number of rows in a window.</summary>
    public long Rows { get; }

    /// <summary>Number of rows from the end of a window to the end of the next.</summary>
    public long Every { get; }
}
