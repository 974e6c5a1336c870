namespace Millrace.Runtime;

/// <summary>The producer's side of a channel: what could not be handed over yet, in order. Thread: the producer's.</summary>
internal sealed class ChannelWriter(Channel channel)
{
    private readonly Queue<ChannelEntry> _queued = new();

    public Channel Channel { get; } = channel;

    /// <summary>The watermark promised last.</summary>
    public long Watermark { get; set; } = long.MinValue;

    /// <summary>Something waits for room.</summary>
    public bool HasSpilled { get; set; }

    /// <summary>The segment being filled is the reserve's.</summary>
    public bool FillsReserve { get; set; }

    /// <summary>Number of entries that wait for room.</summary>
    public int Queued => _queued.Count;

    /// <summary>Hands an entry over, or queues it behind those that wait; false if it was queued.</summary>
    public bool Send(in ChannelEntry entry)
    {
        if (_queued.Count == 0 && Channel.TrySend(in entry)) return true;
        _queued.Enqueue(entry);
        return false;
    }

    /// <summary>Hands over what waits, as far as there is room; true if nothing waits any more.</summary>
    public bool TryDrain()
    {
        while (_queued.TryPeek(out var entry))
        {
            if (!Channel.TrySend(in entry)) return false;
            _queued.Dequeue();
        }
        return true;
    }

    /// <summary>Gives back the segments that wait.</summary>
    public void Close()
    {
        while (_queued.TryDequeue(out var entry))
            entry.Segment?.Account.Return(entry.Segment);
    }
}
