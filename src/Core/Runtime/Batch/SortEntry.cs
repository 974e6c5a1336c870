namespace Millrace.Runtime;

/// <summary>Where a row of a pile lies, and what it is sorted by: its time, then its channel, then its arrival.</summary>
internal readonly record struct SortEntry(long Time, int Channel, int Segment, int Row) : IComparable<SortEntry>
{
    public int CompareTo(SortEntry other) =>
        Time != other.Time ? Time.CompareTo(other.Time)
        : Channel != other.Channel ? Channel.CompareTo(other.Channel)
        : Segment != other.Segment ? Segment.CompareTo(other.Segment)
        : Row.CompareTo(other.Row);
}
