namespace Millrace.Runtime;

/// <summary>Makes the channels of an exchange.</summary>
internal interface ITransport
{
    /// <summary>A channel from one subtask to another.</summary>
    Channel Connect(Edge edge, int fromSubtask, int toSubtask, ChannelMemory memory);
}
