using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>What can only be judged when all nodes are known.</summary>
internal static class PlanChecks
{
    /// <summary>True for each node whose rows carry event time, on every way to it.</summary>
    public static bool[] HasEventTime(IReadOnlyList<Node> nodes) =>
        [.. TimeAttributes.Of(nodes).Select(time => time is TimeAttribute.Event or TimeAttribute.Ingestion)];

    public static void Run(ExtractContext context)
    {
        OperatorNames.CheckUnique(context);
        ChainBreaks.Insert(context);
        var nodes = context.Nodes.Select(node => node!).ToList();
        var times = TimeAttributes.Of(nodes);
        var timed = HasEventTime(nodes);
        foreach (int node in context.NeedsEventTime)
        {
            if (!timed[node]) context.Report(JobDiagnostics.TimerWithoutEventTime, context.Places[node]);
        }
        foreach (int node in context.EvictsByTime)
        {
            if (!nodes[node].Inputs.All(input => timed[input.Node])) context.Report(JobDiagnostics.EvictWithoutEventTime, context.Calls[node]);
        }
        foreach (var node in nodes)
        {
            if (node is IngestionTimeNode && IsBehindExchange(nodes, node)) context.Report(JobDiagnostics.LateIngestionTime, context.Places[node.Id]);
            if (node is EventTimeNode or IngestionTimeNode && CallBefore(nodes, node) is { } call)
                context.Report(JobDiagnostics.TimeBehindCall, context.Places[node.Id], node is EventTimeNode ? "EventTime" : "IngestionTime", call.Lookup is null ? "SelectAsync" : "Lookup");
            if (node is not AggregateNode { Window: { NeedsEventTime: true } window } aggregate) continue;
            switch (TimeAttributes.OfInputs(node, times))
            {
                case TimeAttribute.None: context.Report(JobDiagnostics.NoEventTime, context.Places[node.Id]); break;
                case TimeAttribute.Mixed: context.Report(JobDiagnostics.MixedTime, context.Places[node.Id]); break;
                case TimeAttribute.Processing: context.Nodes[node.Id] = aggregate with { Window = window with { ByClock = true } }; break;
            }
        }
        CheckTables(context, nodes);
        LoopChecks.Run(context, nodes);
        foreach (var side in nodes.OfType<JoinNode>().Where(join => join.NeedsEventTime).SelectMany(node => node.Inputs).Select(input => (SideNode)nodes[input.Node]))
        {
            if (!timed[side.Id]) context.Report(JobDiagnostics.JoinWithoutEventTime, context.Places[side.Id], side.Side == 0 ? "left" : "right");
        }
    }

    private static AsyncNode? CallBefore(List<Node> nodes, Node node) =>
        node.Inputs.Select(input => nodes[input.Node] as AsyncNode ?? CallBefore(nodes, nodes[input.Node])).FirstOrDefault(call => call is not null);

    /// <summary>
    /// Reports tables that would wait for the rows that wait for them. Rows wait at their sources, so all that comes from these waits until the
    /// table's sources have ended; these must not wait for it in turn, through this or other tables.
    /// </summary>
    private static void CheckTables(ExtractContext context, List<Node> nodes)
    {
        var joins = nodes.OfType<BroadcastJoinNode>().ToList();
        if (joins.Count == 0) return;
        // A join that waits for its table makes the rows wait, not the table; but a table made by a join needs both to be complete.
        var (held, needed) = (SourcesOf(nodes, ofTables: false), SourcesOf(nodes, ofTables: true));
        foreach (var join in joins)
        {
            var awaited = new HashSet<int>(needed[join.Inputs[1].Node]);
            for (bool grows = true; grows;)
            {
                int before = awaited.Count;
                foreach (var other in joins)
                    if (awaited.Overlaps(held[other.Inputs[0].Node])) awaited.UnionWith(needed[other.Inputs[1].Node]);
                grows = awaited.Count > before;
            }
            if (awaited.Overlaps(held[join.Inputs[0].Node])) context.Report(JobDiagnostics.TableWaits, context.Places[join.Id]);
        }
    }

    /// <summary>For each node, the sources that its rows come from, with or without those of tables that they have been looked up in.</summary>
    private static HashSet<int>[] SourcesOf(List<Node> nodes, bool ofTables)
    {
        var sources = new HashSet<int>[nodes.Count];
        foreach (var node in NodeOrder.Of(nodes)) sources[node.Id] = node is SourceNode ? [node.Id] : [.. node.Inputs.Take(node is BroadcastJoinNode && !ofTables ? 1 : int.MaxValue).SelectMany(input => sources[input.Node])];
        return sources;
    }

    private static bool IsBehindExchange(List<Node> nodes, Node node) =>
        node.Inputs.Any(input => nodes[input.Node] is KeyedNode or TwoInputNode or ExchangeNode || IsBehindExchange(nodes, nodes[input.Node]));
}
