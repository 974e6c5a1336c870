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
            if (!nodes[node].Inputs.All(input => timed[input.Node])) context.Report(JobDiagnostics.TimerWithoutEventTime, context.Places[node]);
        }
        foreach (int node in context.EvictsByTime)
        {
            if (!nodes[node].Inputs.All(input => timed[input.Node])) context.Report(JobDiagnostics.EvictWithoutEventTime, context.Calls[node]);
        }
        foreach (var node in nodes)
        {
            if (node is IngestionTimeNode && IsBehindExchange(nodes, node)) context.Report(JobDiagnostics.LateIngestionTime, context.Places[node.Id]);
            if (node is not AggregateNode { Window: { NeedsEventTime: true } window } aggregate) continue;
            switch (TimeAttributes.OfInputs(node, times))
            {
                case TimeAttribute.None: context.Report(JobDiagnostics.NoEventTime, context.Places[node.Id]); break;
                case TimeAttribute.Mixed: context.Report(JobDiagnostics.MixedTime, context.Places[node.Id]); break;
                case TimeAttribute.Processing: context.Nodes[node.Id] = aggregate with { Window = window with { ByClock = true } }; break;
            }
        }
        foreach (var side in nodes.OfType<JoinNode>().SelectMany(node => node.Inputs).Select(input => (SideNode)nodes[input.Node]))
        {
            if (!timed[side.Id]) context.Report(JobDiagnostics.JoinWithoutEventTime, context.Places[side.Id], side.Side == 0 ? "left" : "right");
        }
    }

    private static bool IsBehindExchange(List<Node> nodes, Node node) =>
        node.Inputs.Any(input => nodes[input.Node] is KeyedNode or TwoInputNode or ExchangeNode || IsBehindExchange(nodes, nodes[input.Node]));
}
