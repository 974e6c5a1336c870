using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Checks what leads round the loops of a job.</summary>
internal static class LoopChecks
{
    public static void Run(ExtractContext context, List<Node> nodes)
    {
        var taken = new Dictionary<int, int>();
        foreach (var feedback in nodes.OfType<ExchangeNode>().Where(node => node.Loop >= 0).OrderBy(node => node.Loop))
        {
            bool[] behind = Behind(nodes, feedback.Loop);
            if (!ComesFrom(nodes, nodes[feedback.Inputs[0].Node], feedback.Loop, behind)) context.Report(JobDiagnostics.FeedbackFromOutside, context.Places[feedback.Id]);
            var body = new HashSet<int>();
            Collect(nodes, feedback.Id, behind, body);
            if (body.Any(taken.ContainsKey)) context.Report(JobDiagnostics.LoopsOverlap, context.Places[feedback.Loop]);
            foreach (int node in body)
            {
                taken[node] = feedback.Loop;
                // A table is complete when the loop has ended, and the loop ends when no row waits for the table.
                if (nodes[node] is BroadcastJoinNode join && behind[join.Inputs[1].Node]) context.Report(JobDiagnostics.TableWaits, context.Places[node]);
            }
            foreach (var node in nodes.Where(node => behind[node.Id]))
            {
                // Ingestion time behind any exchange has been reported already.
                if (node is EventTimeNode) context.Report(JobDiagnostics.TimeInLoop, context.Places[node.Id], "EventTime");
            }
        }
    }

    /// <summary>For each node, whether rows of the loop come to it.</summary>
    private static bool[] Behind(List<Node> nodes, int head)
    {
        bool[] behind = new bool[nodes.Count];
        foreach (var node in NodeOrder.Of(nodes)) behind[node.Id] = node.Id == head || node.Inputs.Any(input => behind[input.Node]);
        return behind;
    }

    /// <summary>
    /// True if rows come from the loop on every way up to an operator with state, which may take others beside: it begins a vertex of its
    /// own then. On what stands behind it, all rows are the loop's.
    /// </summary>
    private static bool ComesFrom(List<Node> nodes, Node node, int head, bool[] behind) =>
        behind[node.Id] && (node.Id == head || node is KeyedNode or TwoInputNode || node.Inputs.All(input => ComesFrom(nodes, nodes[input.Node], head, behind)));

    private static void Collect(List<Node> nodes, int node, bool[] behind, HashSet<int> body)
    {
        if (!behind[node] || !body.Add(node)) return;
        foreach (var input in nodes[node].Inputs) Collect(nodes, input.Node, behind, body);
    }
}
