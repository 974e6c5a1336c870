namespace Millrace.Runtime;

/// <summary>The channels of a job, by the subtasks that they connect.</summary>
internal sealed class ExchangeWiring
{
    private readonly List<Channel> _channels = [];
    private readonly Dictionary<(int Vertex, int Subtask), SortedList<int, List<Channel>>> _outputs = [];
    private readonly Dictionary<(int Vertex, int Subtask), List<InputChannel>> _inputs = [];

    /// <summary>Makes the channels; after the sources have been opened.</summary>
    public ExchangeWiring(JobGraph graph, ITransport transport, ChannelMemory memory)
    {
        var bounded = BoundedVertices(graph);
        int[] loops = LoopPaths.Of(graph);
        foreach (var edge in graph.Edges)
        {
            for (int from = 0; from < edge.From.Parallelism; from++)
            {
                bool forward = edge.Kind == ExchangeKind.Forward;
                for (int to = forward ? from : 0; to < (forward ? from + 1 : edge.To.Parallelism); to++)
                    Add(edge, from, to, transport.Connect(edge, from, to, memory), bounded[edge.From.Id], LoopPaths.IsInside(edge, loops));
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

    private void Add(Edge edge, int from, int to, Channel channel, bool isBounded, bool isInLoop)
    {
        _channels.Add(channel);
        if (!_outputs.TryGetValue((edge.From.Id, from), out var outputs)) _outputs[(edge.From.Id, from)] = outputs = [];
        if (!outputs.TryGetValue(edge.Output, out var channels)) outputs[edge.Output] = channels = [];
        channels.Add(channel);
        if (!_inputs.TryGetValue((edge.To.Id, to), out var inputs)) _inputs[(edge.To.Id, to)] = inputs = [];
        inputs.Add(new InputChannel(channel, edge.Input, edge.IsUntimed) { IsBroadcast = edge.Kind == ExchangeKind.Broadcast, IsBounded = isBounded, IsInLoop = isInLoop, IsFeedback = edge.IsFeedback });
    }

    /// <summary>For each vertex, whether all sources that its rows come from end.</summary>
    private static bool[] BoundedVertices(JobGraph graph)
    {
        bool[] bounded = [.. graph.Vertices.Select(vertex => vertex.Factory.IsBounded)];
        // Vertices are listed upstream first, so one pass in order of the producers suffices.
        foreach (var edge in graph.Edges.Where(edge => !edge.IsFeedback).OrderBy(edge => edge.From.Id)) bounded[edge.To.Id] &= bounded[edge.From.Id];
        return bounded;
    }
}
