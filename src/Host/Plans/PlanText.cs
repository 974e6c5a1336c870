using System.Globalization;
using System.Text;
using Millrace.Runtime;

namespace Millrace.Hosting;

/// <summary>A job's plan for people: each vertex with the operators fused into it, and the exchanges between vertices.</summary>
internal static class PlanText
{
    public static string Write(JobGraph graph, int parallelism)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"job {graph.Name}, {(graph.Mode == JobMode.Batch ? "batch, " : "")}parallelism {parallelism}: {Plural(graph.Vertices.Count, "vertex", "vertices")}, {Plural(graph.Edges.Count, "exchange", "exchanges")}\n");
        foreach (var vertex in graph.Vertices)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nvertex {vertex.Id}: {vertex.Name} ({Plural(vertex.Parallelism, "subtask", "subtasks")})\n");
            for (int i = 0; i < vertex.Operators.Count; i++)
                text.Append("  ").Append(vertex.Operators.Count == 1 ? "─ " : i == 0 ? "┌ " : i == vertex.Operators.Count - 1 ? "└ " : "│ ").Append(vertex.Operators[i]).Append('\n');
            foreach (var edge in graph.Edges.Where(edge => edge.From == vertex))
                text.Append(CultureInfo.InvariantCulture, $"  {(edge.IsFeedback ? "↺" : "⇒")} vertex {edge.To.Id} by {Exchange(graph, edge)}\n");
        }
        if (graph.Mode == JobMode.Batch) text.Append("\nAn exchange that blocks gathers all its rows, on disk as far as they do not fit into memory, before it hands over the first.\n");
        if (graph.Times.Count > 0) text.Append("\ntime\n");
        foreach (var note in graph.Times) text.Append(CultureInfo.InvariantCulture, $"  {note.Operator}: {note.Text}\n");
        return text.ToString();
    }

    /// <summary>An exchange in words, as the mode of the job makes it.</summary>
    public static string Exchange(JobGraph graph, Edge edge) =>
        (edge.Loop is { } loop ? $"feedback of loop {loop}, " : "") + Exchange(edge) + (graph.Mode == JobMode.Batch && edge.To.TakesSorted ? ", blocking, sorted by time" : "");

    /// <summary>An exchange in words.</summary>
    public static string Exchange(Edge edge) => edge.Kind switch
    {
        ExchangeKind.Forward => $"forward, {edge.RowSizeBytes} bytes a row",
        ExchangeKind.Hash => $"hash of the key, {edge.RowSizeBytes} bytes a row",
        ExchangeKind.Rebalance => $"rebalance, {edge.RowSizeBytes} bytes a row",
        ExchangeKind.Shuffle => $"shuffle, {edge.RowSizeBytes} bytes a row",
        ExchangeKind.Partition => $"the function of {edge.To.Name}, {edge.RowSizeBytes} bytes a row",
        _ => $"broadcast, {edge.RowSizeBytes} bytes a row",
    };

    public static string Plural(int count, string one, string many) => count == 1 ? $"1 {one}" : string.Create(CultureInfo.InvariantCulture, $"{count} {many}");
}
