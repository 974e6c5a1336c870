namespace Millrace.Runtime;

/// <summary>Channels inside this process.</summary>
internal sealed class LocalTransport : ITransport
{
    public Channel Connect(Edge edge, int fromSubtask, int toSubtask, ChannelMemory memory) => new RingChannel(memory);
}
