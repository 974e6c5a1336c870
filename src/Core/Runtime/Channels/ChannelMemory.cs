using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>Where channels get their memory from.</summary>
/// <param name="Channels">The account that every channel has its own share of.</param>
/// <param name="Reserve">The account that takes what finds its channel full, and rows longer than a segment.</param>
/// <param name="State">The account for state, whose free memory the reserve falls back to.</param>
/// <param name="SegmentBytes">Size of a channel's segments.</param>
/// <param name="SegmentsPerChannel">Number of segments that a channel owns, at least 2: one under way, one being filled.</param>
/// <param name="MaxRowBytes">Longest row, text included.</param>
internal sealed record ChannelMemory(MemoryAccount Channels, MemoryAccount Reserve, MemoryAccount State, int SegmentBytes, int SegmentsPerChannel, int MaxRowBytes)
{
    /// <summary>The account of rows that wait at the heads of loops; null if there are none.</summary>
    public MemoryAccount? Loops { get; init; }

    /// <summary>The account of blocking exchanges; null if there are none.</summary>
    public MemoryAccount? Sort { get; init; }

    /// <summary>A segment of the reserve for rows that find their channel full, or for a row longer than a segment.</summary>
    public Segment RentReserve(int sizeBytes)
    {
        // A row runs to its end: rather than fail, it borrows for a moment what state does not use.
        if (Reserve.TryRent(sizeBytes, out var segment) || State.TryRent(sizeBytes, out segment)) return segment;
        throw new MemoryExhaustedException(
            $"The reserve of {Reserve.LimitBytes / 1024} KB that takes rows whose channel is full is used up, and state leaves nothing to borrow: some row yields too many or too long rows at once. " +
            "Give the job more memory with --memory, or let a row yield fewer rows.")
        { AccountName = Reserve.Name };
    }
}
