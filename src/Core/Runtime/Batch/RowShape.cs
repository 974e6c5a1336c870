using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>What a blocking exchange has to know of the type of its rows. Told by the producer with each segment; one per type.</summary>
internal abstract class RowShape
{
    /// <summary>A place for the rows of one kind that come by one input.</summary>
    public abstract SortLane CreateLane(int number, int input, int kind, SortMemory memory);

    /// <summary>Event time of a row.</summary>
    public abstract long TimeAt(Segment segment, int row);

    /// <summary>The end of the rows from <paramref name="from"/> on that have the same event time, at most <paramref name="to"/>.</summary>
    public abstract int EndOfTime(Segment segment, int from, int to);
}
