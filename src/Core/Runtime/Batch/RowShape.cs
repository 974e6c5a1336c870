using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>What a blocking exchange has to know of the type of its rows. Told by the producer with each segment; one per type.</summary>
internal abstract class RowShape
{
    /// <summary>A place for the rows of one kind that come by one input.</summary>
    public abstract SortLane CreateLane(int number, int input, int kind, SortMemory memory);

    /// <summary>Copies rows and their text to the end of another segment. Returns the first row not copied, for want of room.</summary>
    public abstract int Copy(Segment from, int row, Segment to);

    /// <summary>Writes the rows of a segment to a file.</summary>
    public abstract SpilledBlock Write(Segment rows, SpillFile file);

    /// <summary>Reads rows that <see cref="Write"/> has written.</summary>
    /// <param name="file">The file.</param>
    /// <param name="block">Where they are.</param>
    /// <param name="rent">Gives a segment of at least so many bytes.</param>
    public abstract Segment Read(SpillFile file, in SpilledBlock block, Func<int, Segment> rent);

    /// <summary>Event time of a row.</summary>
    public abstract long TimeAt(Segment segment, int row);

    /// <summary>The end of the rows from <paramref name="from"/> on that have the same event time, at most <paramref name="to"/>.</summary>
    public abstract int EndOfTime(Segment segment, int from, int to);
}
