using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// A bounded, ordered way from one subtask to another. It owns a few segments, which go round between producer and consumer;
/// in one process they change hands without a copy.
/// </summary>
internal abstract class Channel(ChannelMemory memory)
{
    private readonly SpscRing<Segment> _spare = new(memory.SegmentsPerChannel);
    private int _rented;
    private long _sent;
    private long _released;
    private int _producerWaits;

    /// <summary>The subtask that writes.</summary>
    public Subtask? Producer { get; set; }

    /// <summary>The subtask that reads.</summary>
    public Subtask? Consumer { get; set; }

    /// <summary>Where the consumer sees which of its channels may have something; null if it looks at them itself.</summary>
    public InputGate? Gate { get; set; }

    /// <summary>Index of the channel at its <see cref="Gate"/>.</summary>
    public int GateNumber { get; set; }

    /// <summary>False if something is on its way that arrives without being sent again. Thread: the consumer's.</summary>
    public virtual bool IsDrained => true;

    /// <summary>Accounts and sizes.</summary>
    public ChannelMemory Memory => memory;

    /// <summary>True while as many segments are under way as the channel owns. Thread: the producer's.</summary>
    public bool IsFull => _sent - Volatile.Read(ref _released) >= memory.SegmentsPerChannel;

    /// <summary>One of the channel's own segments; false if all are under way. Thread: the producer's.</summary>
    public bool TryRent(out Segment segment)
    {
        if (_spare.TryTake(out segment)) return true;
        if (_rented == memory.SegmentsPerChannel || !memory.Channels.TryRent(memory.SegmentBytes, out segment)) return false;
        _rented++;
        return true;
    }

    /// <summary>Hands an entry over; false if there is no place. Thread: the producer's.</summary>
    public bool TrySend(in ChannelEntry entry)
    {
        if (entry.Segment is not null)
        {
            if (IsFull || !TryPut(entry)) return false;
            _sent++;
        }
        else if (!TryPut(entry))
        {
            return false;
        }
        Gate?.Mark(GateNumber);
        Consumer!.Wake();
        return true;
    }

    /// <summary>Takes the oldest entry. A segment must be given back with <see cref="Release"/>. Thread: the consumer's.</summary>
    public bool TryReceive(out ChannelEntry entry)
    {
        if (!TryTake(out entry)) return false;
        if (entry.Segment is null) WakeProducer();
        return true;
    }

    /// <summary>Gives back a received segment. Thread: the consumer's.</summary>
    public void Release(Segment segment)
    {
        if (ReferenceEquals(segment.Account, memory.Channels))
        {
#if DEBUG
            segment.Poison();
#endif
            segment.Clear();
            _spare.TryAdd(segment);
        }
        else
        {
            segment.Account.Return(segment);
        }
        Volatile.Write(ref _released, _released + 1);
        WakeProducer();
    }

    /// <summary>Asks for a wake-up when there is room. Look for room once more afterwards. Thread: the producer's.</summary>
    public void AwaitRoom()
    {
        Volatile.Write(ref _producerWaits, 1);
        Interlocked.MemoryBarrier();
    }

    /// <summary>Gives back all segments. Both subtasks must have stopped.</summary>
    public void Close()
    {
        while (TryTakeNow(out var entry))
            entry.Segment?.Account.Return(entry.Segment);
        while (_spare.TryTake(out var segment)) segment.Account.Return(segment);
    }

    protected abstract bool TryPut(in ChannelEntry entry);

    protected abstract bool TryTake(out ChannelEntry entry);

    /// <summary>Takes an entry even if it would arrive only later.</summary>
    protected virtual bool TryTakeNow(out ChannelEntry entry) => TryTake(out entry);

    private void WakeProducer()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _producerWaits) == 0) return;
        Volatile.Write(ref _producerWaits, 0);
        Producer!.Wake();
    }
}
