namespace Millrace;

/// <summary>Windows of so many rows, one after the other; made by <see cref="Tumbling.Count"/>.</summary>
public sealed class TumblingCount
{
    internal TumblingCount(long rows)
    {
        if (rows < 1) throw new ArgumentOutOfRangeException(nameof(rows), $"A window of {rows} rows is empty; say a number from 1.");
        Rows = rows;
    }

    /// <summary>Number of rows in a window.</summary>
    public long Rows { get; }
}
