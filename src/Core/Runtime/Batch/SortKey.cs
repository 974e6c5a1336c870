namespace Millrace.Runtime;

/// <summary>The place of a run's next row among all: its time, its channel, and the run, of which the earlier holds what arrived earlier.</summary>
internal readonly record struct SortKey(long Time, int Channel, int Run, int Lane) : IComparable<SortKey>
{
    /// <summary>Behind everything.</summary>
    public static readonly SortKey End = new(long.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue);

    public int CompareTo(SortKey other) =>
        Time != other.Time ? Time.CompareTo(other.Time)
        : Channel != other.Channel ? Channel.CompareTo(other.Channel)
        : Run != other.Run ? Run.CompareTo(other.Run)
        : Lane.CompareTo(other.Lane);
}
