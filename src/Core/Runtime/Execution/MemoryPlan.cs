namespace Millrace.Runtime;

/// <summary>How a job's memory is divided.</summary>
/// <param name="TotalBytes">All of it.</param>
/// <param name="ChannelBytes">For channels.</param>
/// <param name="ReserveBytes">For rows that find their channel full and for rows longer than a segment.</param>
/// <param name="StateBytes">For state: the rest.</param>
/// <param name="SegmentBytes">Size of a channel's segments.</param>
/// <param name="SegmentsPerChannel">Segments that a channel owns.</param>
internal sealed record MemoryPlan(long TotalBytes, long ChannelBytes, long ReserveBytes, long StateBytes, int SegmentBytes, int SegmentsPerChannel)
{
    /// <summary>For rows that wait at the heads of loops.</summary>
    public long LoopBytes { get; init; }

    /// <summary>What each subtask at the head of a loop may use of it.</summary>
    public long LoopBytesPerSubtask { get; init; }

    /// <summary>For the blocking exchanges of batch mode.</summary>
    public long SortBytes { get; init; }

    /// <summary>What each subtask behind one may use of it.</summary>
    public long SortBytesPerSubtask { get; init; }
}
