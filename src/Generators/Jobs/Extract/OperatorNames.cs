using Microsoft.CodeAnalysis;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Names of operators by which state is found again.</summary>
internal static class OperatorNames
{
    /// <summary>True for an operator that keeps something from row to row.</summary>
    public static bool HasState(ExtractContext context, Node node) => node switch
    {
        SideNode or LookupSideNode => false,
        // The rows on their way round are part of what a job has to find again.
        ExchangeNode { Mode: ExchangeMode.Iterate } => true,
        IFunctionNode => context.HasState.Contains(node.Id),
        _ => node is KeyedNode or TwoInputNode,
    };

    /// <summary>Reports names that two operators have. Positions of sources and what sinks have not committed are found by name too.</summary>
    public static void CheckUnique(ExtractContext context)
    {
        var taken = new Dictionary<string, SyntaxNode>(StringComparer.Ordinal);
        foreach (var (id, place, frame) in context.NamedAt)
        {
            var node = context.Nodes[id]!;
            var last = context.NamedAt.FindLast(other => other.Node == id);
            if (!(node is SourceNode or SinkNode || HasState(context, node)) || last.Place != place || last.Frame != frame) continue;
            if (!taken.TryGetValue(node.Name, out var first)) taken.Add(node.Name, place);
            else if (first == place && frame.Call is { } call)
                context.Report(JobDiagnostics.NameTaken, call.Expression, node.Name, $"give '{frame.Method.Name}' a parameter for the name, or name what this call returns");
            else context.Report(JobDiagnostics.NameTaken, frame.PlaceOf(place, context.Cancellation), node.Name, "choose a different one");
        }
    }

    /// <summary>
    /// A name for each operator that has state and none, different from all others of the job. No name for one that a helper makes at several calls:
    /// a constant there would be the name of all of them.
    /// </summary>
    public static IEnumerable<(Node Node, string? Name)> Suggest(ExtractContext context, IEnumerable<Node> nodes)
    {
        var all = nodes.ToList();
        var taken = new HashSet<string>(all.Where(node => node.IsNamed).Select(node => node.Name), StringComparer.Ordinal);
        foreach (var made in all.Where(node => !node.IsNamed && HasState(context, node)).GroupBy(node => context.Calls[node.Id]))
        {
            var node = made.First();
            if (made.Skip(1).Any())
            {
                yield return (node, null);
                continue;
            }
            string wish = Wish(node), name = wish;
            for (int i = 2; !taken.Add(name); i++) name = $"{wish}-{i}";
            yield return (node, name);
        }
    }

    // What an operator makes says more than what it is, if it makes rows of a type of its own.
    private static string Wish(Node node)
    {
        bool makes = node is AggregateNode { Fold: null } or KeyedProcessNode or TwoInputNode;
        string type = node.Row.Name.Substring(node.Row.Name.LastIndexOfAny(['.', ':']) + 1).TrimStart('@');
        bool isNamed = node.Row.Row.Kind == RowKind.Record && type.All(char.IsLetterOrDigit);
        return makes && isNamed ? Naming.Kebab(type) : node.Name;
    }
}
