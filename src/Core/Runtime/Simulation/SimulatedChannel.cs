namespace Millrace.Runtime;

/// <summary>A channel whose entries arrive in order, each after a delay of virtual time drawn from its own random numbers.</summary>
internal sealed class SimulatedChannel(ChannelMemory memory, VirtualClock clock, Random random, long longestDelayUs) : Channel(memory)
{
    private readonly Queue<(ChannelEntry Entry, long ArrivesUs)> _entries = new();
    private readonly int _capacity = 2 * memory.SegmentsPerChannel + 4;
    private long _lastArrivalUs;

    /// <summary>True if nothing is on its way.</summary>
    public bool IsEmpty => _entries.Count == 0;

    public override bool IsDrained => IsEmpty;

    protected override bool TryPut(in ChannelEntry entry)
    {
        if (_entries.Count == _capacity) return false;
        _lastArrivalUs = Math.Max(_lastArrivalUs, clock.NowUs + random.NextInt64(longestDelayUs + 1));
        _entries.Enqueue((entry, _lastArrivalUs));
        if (_lastArrivalUs > clock.NowUs) Consumer!.Scheduler!.WakeAt(Consumer, _lastArrivalUs);
        return true;
    }

    protected override bool TryTake(out ChannelEntry entry)
    {
        if (_entries.TryPeek(out var next) && next.ArrivesUs <= clock.NowUs) return TryTakeNow(out entry);
        entry = default;
        return false;
    }

    protected override bool TryTakeNow(out ChannelEntry entry)
    {
        bool taken = _entries.TryDequeue(out var next);
        entry = next.Entry;
        return taken;
    }
}
