using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Finds out what the time of each node's rows is.</summary>
internal static class TimeAttributes
{
    /// <summary>The time attribute of each node's rows, by id.</summary>
    public static TimeAttribute[] Of(IReadOnlyList<Node> nodes)
    {
        var times = new TimeAttribute[nodes.Count];
        Pass(nodes, times, -1, default);
        // The time of a loop's rows is also that of those that come back, which is known now.
        foreach (var feedback in nodes.OfType<ExchangeNode>().Where(node => node.Loop >= 0))
        {
            if (times[feedback.Id] != times[feedback.Loop]) Pass(nodes, times, feedback.Loop, Common(times[feedback.Id], times[feedback.Loop]));
        }
        return times;
    }

    private static void Pass(IReadOnlyList<Node> nodes, TimeAttribute[] times, int loop, TimeAttribute timeOfLoop)
    {
        foreach (var node in NodeOrder.Of(nodes))
            times[node.Id] = node switch
            {
                EventTimeNode => TimeAttribute.Event,
                IngestionTimeNode => TimeAttribute.Ingestion,
                ProcessingTimeNode => TimeAttribute.Processing,
                // Results carry the end of their window, and watermarks the clock has made follow them.
                AggregateNode { Window: not null } when OfInputs(node, times) == TimeAttribute.Processing => TimeAttribute.Event,
                // A table of rules without times does not take away those of the rows that it is for.
                ConnectNode { IsBroadcast: true } connect when times[connect.Inputs[1].Node] == TimeAttribute.None => times[connect.Inputs[0].Node],
                // A table has no part in time.
                BroadcastJoinNode join => times[join.Inputs[0].Node],
                _ when node.Id == loop => timeOfLoop,
                _ => OfInputs(node, times),
            };
    }

    /// <summary>The time attribute of what a node reads.</summary>
    public static TimeAttribute OfInputs(Node node, TimeAttribute[] times)
    {
        TimeAttribute? common = null;
        foreach (var input in node.Inputs)
        {
            var time = times[input.Node];
            if (time == TimeAttribute.None) return TimeAttribute.None;
            common = common is { } other ? Common(other, time) : time;
        }
        return common ?? TimeAttribute.None;
    }

    private static TimeAttribute Common(TimeAttribute one, TimeAttribute other) =>
        one == other ? one
        : one == TimeAttribute.None || other == TimeAttribute.None ? TimeAttribute.None
        : one is TimeAttribute.Processing or TimeAttribute.Mixed || other is TimeAttribute.Processing or TimeAttribute.Mixed ? TimeAttribute.Mixed
        : TimeAttribute.Event;
}
