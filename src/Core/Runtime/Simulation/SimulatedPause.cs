namespace Millrace.Runtime;

/// <summary>Which sources wait while all that is on its way arrives, for a snapshot.</summary>
internal static class SimulatedPause
{
    /// <summary>
    /// All sources, but those of an input that some operator reads to its end before it looks at another: until then what the others have sent lies in
    /// channels that nobody reads.
    /// </summary>
    /// <param name="graph">The job.</param>
    /// <param name="subtasks">Its subtasks, open.</param>
    public static IEnumerable<Subtask> Of(JobGraph graph, IReadOnlyList<Subtask> subtasks)
    {
        HashSet<Vertex> needed = [];
        foreach (var subtask in subtasks)
        {
            foreach (var edge in graph.Edges.Where(edge => edge.To == subtask.Vertex && edge.Input == subtask.Context.FirstInput))
            {
                HashSet<Vertex> before = [];
                AddUpstream(graph, edge.From, before);
                // Of sources without an end all inputs are read as rows come.
                if (before.All(static vertex => vertex.Factory.IsBounded)) needed.UnionWith(before);
            }
        }
        return subtasks.Where(subtask => subtask.Vertex.Factory.IsSource && !needed.Contains(subtask.Vertex));
    }

    private static void AddUpstream(JobGraph graph, Vertex vertex, HashSet<Vertex> vertices)
    {
        if (!vertices.Add(vertex)) return;
        foreach (var edge in graph.Edges)
            if (edge.To == vertex) AddUpstream(graph, edge.From, vertices);
    }
}
