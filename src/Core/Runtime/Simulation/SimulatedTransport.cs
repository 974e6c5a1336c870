namespace Millrace.Runtime;

/// <summary>Makes channels whose entries take a while of virtual time to arrive.</summary>
internal sealed class SimulatedTransport(int seed, VirtualClock clock, long longestDelayUs) : ITransport
{
    private readonly Random _random = new(seed);

    private readonly List<SimulatedChannel> _channels = [];

    /// <summary>True if nothing is on its way in any channel that somebody still reads.</summary>
    public bool IsEmpty => _channels.TrueForAll(static channel => channel.IsEmpty || channel.Consumer!.HasFinished);

    public Channel Connect(Edge edge, int fromSubtask, int toSubtask, ChannelMemory memory)
    {
        var channel = new SimulatedChannel(memory, clock, new Random(_random.Next()), longestDelayUs);
        _channels.Add(channel);
        return channel;
    }
}
