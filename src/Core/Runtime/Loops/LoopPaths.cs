namespace Millrace.Runtime;

/// <summary>Finds out which vertices are in a loop.</summary>
internal static class LoopPaths
{
    /// <summary>For each vertex, the id of the vertex at the head of the loop that it is in; -1 if it is in none.</summary>
    /// <exception cref="ArgumentException">The graph has loops that the compiler refuses.</exception>
    public static int[] Of(JobGraph graph)
    {
        int[] loops = new int[graph.Vertices.Count];
        Array.Fill(loops, -1);
        foreach (var feedback in graph.Edges.Where(edge => edge.IsFeedback).GroupBy(edge => edge.To))
        {
            bool[] behind = Reach(graph, [feedback.Key.Id], forward: true);
            bool[] before = Reach(graph, feedback.Select(edge => edge.From.Id), forward: false);
            foreach (var edge in feedback)
            {
                if (!behind[edge.From.Id]) throw new ArgumentException($"Loop '{edge.Loop}' is fed by '{edge.From.Name}', which is not behind its head.", nameof(graph));
            }
            for (int i = 0; i < loops.Length; i++)
            {
                if (!behind[i] || !before[i]) continue;
                if (loops[i] >= 0) throw new ArgumentException($"'{graph.Vertices[i].Name}' is in two loops.", nameof(graph));
                loops[i] = feedback.Key.Id;
            }
        }
        return loops;
    }

    /// <summary>True if an edge leads from a vertex of a loop to one of the same loop.</summary>
    public static bool IsInside(Edge edge, int[] loops) => loops[edge.From.Id] >= 0 && loops[edge.From.Id] == loops[edge.To.Id];

    private static bool[] Reach(JobGraph graph, IEnumerable<int> from, bool forward)
    {
        bool[] reached = new bool[graph.Vertices.Count];
        var next = new Stack<int>(from);
        while (next.TryPop(out int vertex))
        {
            if (reached[vertex]) continue;
            reached[vertex] = true;
            foreach (var edge in graph.Edges)
            {
                if (edge.IsFeedback || (forward ? edge.From : edge.To).Id != vertex) continue;
                next.Push((forward ? edge.To : edge.From).Id);
            }
        }
        return reached;
    }
}
