namespace Millrace.Runtime;

/// <summary>A channel inside the process: a ring of entries.</summary>
internal sealed class RingChannel(ChannelMemory memory) : Channel(memory)
{
    // Twice the segments: a watermark without rows takes a place too.
    private readonly SpscRing<ChannelEntry> _entries = new(2 * memory.SegmentsPerChannel + 4);

    protected override bool TryPut(in ChannelEntry entry) => _entries.TryAdd(in entry);

    protected override bool TryTake(out ChannelEntry entry) => _entries.TryTake(out entry);
}
