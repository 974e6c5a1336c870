using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>One place in a channel.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Segment">Rows, which belong to whoever holds the entry.</param>
/// <param name="Watermark">No row at or before this time follows this entry; <see cref="long.MinValue"/> if nothing is promised.</param>
internal readonly record struct ChannelEntry(EntryKind Kind, Segment? Segment, long Watermark)
{
    /// <summary>What the rows are; set where there are any.</summary>
    public RowShape? Shape { get; init; }

    /// <summary>In a loop: the epoch of its rows, see <see cref="LoopState"/>.</summary>
    public int Epoch { get; init; }
}
