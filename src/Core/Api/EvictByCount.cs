namespace Millrace;

/// <summary>Leaves the last rows of a window. Made by <see cref="Evict.KeepLast"/>.</summary>
public sealed class EvictByCount
{
    internal EvictByCount(int rows) => Rows = rows;

    /// <summary>How many, at least 1.</summary>
    public int Rows { get; }
}
