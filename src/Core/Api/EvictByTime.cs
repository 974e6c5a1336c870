namespace Millrace;

/// <summary>Leaves the rows of a window that are not much older than its latest. Made by <see cref="Evict.KeepWithin"/>.</summary>
public sealed class EvictByTime
{
    internal EvictByTime(Duration age) => Age = age;

    /// <summary>Rows as much older than the latest, or more, are left out; above zero.</summary>
    public Duration Age { get; }
}
