namespace Millrace.Generators.Jobs.Model;

/// <summary>The order of nodes.</summary>
internal static class NodeOrder
{
    /// <summary>
    /// Nodes by id, but each behind all its inputs. Ids follow the order of reading, in which that is so, except for exchanges that the compiler
    /// has put between.
    /// </summary>
    public static IReadOnlyList<Node> Of(IReadOnlyList<Node> nodes)
    {
        var ordered = new List<Node>(nodes.Count);
        bool[] visited = new bool[nodes.Count];
        foreach (var node in nodes) Visit(node);
        return ordered;

        void Visit(Node node)
        {
            if (visited[node.Id]) return;
            visited[node.Id] = true;
            foreach (var input in node.Inputs) Visit(nodes[input.Node]);
            ordered.Add(node);
        }
    }
}
