using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>Rows of one lane as they arrived.</summary>
internal sealed class Pile
{
    /// <summary>The rows.</summary>
    public List<Segment> Segments { get; } = [];

    /// <summary>How many rows in turn came by which channel.</summary>
    public List<(int Channel, int Count)> Origins { get; } = [];

    /// <summary>Number of rows.</summary>
    public int Rows { get; set; }

    /// <summary>What the segments take.</summary>
    public long SegmentBytes { get; set; }

    /// <summary>Places of the rows in order, once they are sorted.</summary>
    public Segment? Index { get; set; }
}
