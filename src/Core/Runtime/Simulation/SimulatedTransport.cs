namespace Millrace.Runtime;

/// <summary>Makes channels whose entries take a while of virtual time to arrive.</summary>
internal sealed class SimulatedTransport(int seed, VirtualClock clock, long longestDelayUs) : ITransport
{
    private readonly Random _random = new(seed);

    public Channel Connect(Edge edge, int fromSubtask, int toSubtask, ChannelMemory memory) =>
        new SimulatedChannel(memory, clock, new Random(_random.Next()), longestDelayUs);
}
