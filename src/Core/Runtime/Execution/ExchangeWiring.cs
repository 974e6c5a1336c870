namespace Millrace.Runtime;

/// <summary>The channels of a job, by the subtasks that they connect.</summary>
internal sealed class ExchangeWiring
{
    private readonly List<Channel> _channels = [];
    private readonly Dictionary<(int Vertex, int Subtask), SortedList<int, List<Channel>>> _outputs = [];
    private readonly Dictionary<(int Vertex, int Subtask), List<InputChannel>> _inputs = [];

    public ExchangeWiring(JobGraph graph, ITransport transport, ChannelMemory memory)
    {
        foreach (var edge in graph.Edges)
        {
            for (int from = 0; from < edge.From.Parallelism; from++)
            {
                bool forward = edge.Kind == ExchangeKind.Forward;
                for (int to = forward ? from : 0; to < (forward ? from + 1 : edge.To.Parallelism); to++)
                    Add(edge, from, to, transport.Connect(edge, from, to, memory));
            }
        }
    }

    /// <summary>All channels.</summary>
    public IReadOnlyList<Channel> Channels => _channels;

    /// <summary>For each output of a subtask, its channels by subtask of the consumer.</summary>
    public IReadOnlyList<IReadOnlyList<Channel>> Outputs(Vertex vertex, int subtask) =>
        _outputs.TryGetValue((vertex.Id, subtask), out var outputs) ? [.. outputs.Values] : [];

    /// <summary>The channels that a subtask reads.</summary>
    public IReadOnlyList<InputChannel> Inputs(Vertex vertex, int subtask) =>
        _inputs.TryGetValue((vertex.Id, subtask), out var inputs) ? inputs : [];

    private void Add(Edge edge, int from, int to, Channel channel)
    {
        _channels.Add(channel);
        if (!_outputs.TryGetValue((edge.From.Id, from), out var outputs)) _outputs[(edge.From.Id, from)] = outputs = [];
        if (!outputs.TryGetValue(edge.Output, out var channels)) outputs[edge.Output] = channels = [];
        channels.Add(channel);
        if (!_inputs.TryGetValue((edge.To.Id, to), out var inputs)) _inputs[(edge.To.Id, to)] = inputs = [];
        inputs.Add(new InputChannel(channel, edge.Input, edge.IsUntimed));
    }
}
