namespace Millrace;

/// <summary>Which rows of a window its function or aggregate does not see; for <see cref="WindowedStream{T, TKey}.Evict(EvictByCount)"/>.</summary>
public static class Evict
{
    /// <summary>Leaves the last rows of each key and window by event time; of equal times, those that came last.</summary>
    /// <param name="rows">How many, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is less than 1.</exception>
    public static EvictByCount KeepLast(int rows) => rows >= 1 ? new EvictByCount(rows)
        : throw new ArgumentOutOfRangeException(nameof(rows), $"A window of which the last {rows} rows are kept is empty; keep at least 1.");

    /// <summary>Leaves the rows of each key and window that are less than <paramref name="age"/> older than its latest, by event time.</summary>
    /// <param name="age">How much older, above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="age"/> is not positive.</exception>
    public static EvictByTime KeepWithin(Duration age) => age > Duration.Zero ? new EvictByTime(age)
        : throw new ArgumentOutOfRangeException(nameof(age), $"A window of which rows less than {age} old are kept is empty; give it an age above zero, such as Duration.Minutes(5).");
}
