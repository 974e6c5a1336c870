using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Puts exchanges around operators of which the user says how they are chained.</summary>
internal static class ChainBreaks
{
    public static void Insert(ExtractContext context)
    {
        foreach (var pair in context.Hints)
        {
            var (id, hint) = (pair.Key, pair.Value);
            Begin(context, id, hint);
            if (!hint.Ends || context.Nodes[id] is SinkNode) continue;
            foreach (var output in OutputsOf(context, id)) End(context, output, hint);
        }
        if (context.Hints.Values.All(hint => hint.Subtasks < 0)) return;
        foreach (var node in context.Nodes.OfType<ExchangeNode>().Where(node => node.IsNear).ToList()) context.Nodes[node.Id] = node with { Adapts = true };
    }

    private static void Begin(ExtractContext context, int id, ChainHint hint)
    {
        var node = context.Nodes[id]!;
        bool isHead = node is SourceNode or TwoInputNode || (node is KeyedNode && hint.Subtasks >= 0);
        if (isHead)
        {
            context.Nodes[id] = node with { Subtasks = hint.Subtasks };
            // Rows to be looked up do not move for that, so they have to be in as many subtasks before.
            if (node is BroadcastJoinNode && hint.Subtasks >= 0) Lead(context, context.Nodes[node.Inputs[0].Node]!, node.Name, hint);
            return;
        }
        Lead(context, node, node.Name, hint);
    }

    /// <summary>Puts an exchange before a node. Several inputs meet in it; all have rows of one type.</summary>
    private static void Lead(ExtractContext context, Node node, string name, ChainHint hint)
    {
        if (Exchange(context, node.Inputs, name, hint) is not { } exchange) return;
        context.Nodes[exchange.Id] = exchange with { Subtasks = hint.Subtasks };
        context.Nodes[node.Id] = node with { Inputs = new([new Input(exchange.Id, 0)]) };
    }

    /// <summary>Ends a chain at an output, whatever reads it.</summary>
    private static void End(ExtractContext context, Input output, ChainHint hint)
    {
        var leaving = new List<Node>();
        foreach (var consumer in Readers(context, output))
        {
            // Watermarks follow the splits of a source only up to an exchange; and the rows that a window keeps cannot cross one.
            bool stays = consumer is SelectManyNode { IsUnfolding: true } || (context.Nodes[output.Node] is not (KeyedNode or TwoInputNode) && FromSource(context, output.Node) && LeadsToTime(context, consumer));
            if (stays) End(context, new Input(consumer.Id, 0), hint);
            else leaving.Add(consumer);
        }
        if (leaving.Count == 0 || Exchange(context, new([output]), leaving[0].Name, hint) is not { } exchange) return;
        foreach (var consumer in leaving)
            context.Nodes[consumer.Id] = consumer with { Inputs = consumer.Inputs.Select(input => input.Equals(output) ? new Input(exchange.Id, 0) : input).ToEquatable() };
    }

    private static ExchangeNode? Exchange(ExtractContext context, EquatableArray<Input> inputs, string name, ChainHint hint)
    {
        var row = context.Types.Read(context.Rows[inputs[0]]);
        if (!RowChecks.CheckStorable(context, row, hint.Place)) return null;
        int id = context.Reserve(hint.Place);
        var exchange = new ExchangeNode(id, name, false, inputs, row, ExchangeMode.Chain);
        context.Nodes[id] = exchange;
        context.Rows[new Input(id, 0)] = context.Rows[inputs[0]];
        return exchange;
    }

    private static List<Node> Readers(ExtractContext context, Input output) => [.. context.Nodes.Where(node => node!.Inputs.Contains(output)).Select(node => node!)];

    private static List<Input> OutputsOf(ExtractContext context, int id) =>
        [.. context.Nodes.SelectMany(node => node!.Inputs).Where(input => input.Node == id).Distinct().OrderBy(input => input.Port)];

    private static bool FromSource(ExtractContext context, int id) =>
        context.Nodes[id] is SourceNode || (IsStateless(context.Nodes[id]!) && context.Nodes[id]!.Inputs is { Count: 1 } inputs && FromSource(context, inputs[0].Node));

    private static bool LeadsToTime(ExtractContext context, Node node) =>
        node is EventTimeNode or IngestionTimeNode || (IsStateless(node) && Readers(context, new Input(node.Id, 0)).Any(reader => LeadsToTime(context, reader)));

    private static bool IsStateless(Node node) => node is WhereNode or SelectNode or SelectManyNode or ProcessingTimeNode or EventTimeNode or IngestionTimeNode;
}
