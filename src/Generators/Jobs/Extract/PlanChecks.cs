using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>What can only be judged when all nodes are known.</summary>
internal static class PlanChecks
{
    /// <summary>True for each node whose rows carry event time, on every way to it.</summary>
    public static bool[] HasEventTime(IReadOnlyList<Node> nodes)
    {
        var timed = new bool[nodes.Count];
        // Ids follow the order of reading, in which the inputs of a node come before it.
        foreach (var node in nodes)
            timed[node.Id] = node is EventTimeNode || (node.Inputs.Count > 0 && node.Inputs.All(input => timed[input.Node]));
        return timed;
    }

    public static void Run(ExtractContext context)
    {
        var nodes = context.Nodes.Select(node => node!).ToList();
        var timed = HasEventTime(nodes);
        foreach (int node in context.NeedsEventTime)
        {
            if (!nodes[node].Inputs.All(input => timed[input.Node])) context.Report(JobDiagnostics.TimerWithoutEventTime, context.Places[node]);
        }
        foreach (var node in nodes.OfType<AggregateNode>())
        {
            if (node.Window is not null && !node.Inputs.All(input => timed[input.Node]))
                context.Report(JobDiagnostics.NoEventTime, context.Places[node.Id]);
        }
        foreach (var side in nodes.OfType<JoinNode>().SelectMany(node => node.Inputs).Select(input => (SideNode)nodes[input.Node]))
        {
            if (!timed[side.Id]) context.Report(JobDiagnostics.JoinWithoutEventTime, context.Places[side.Id], side.Side == 0 ? "left" : "right");
        }
    }
}
