using System.Globalization;
using System.Text;
using Millrace.Runtime;

namespace Millrace.Hosting;

/// <summary>A job's plan as a Mermaid flowchart: a box per vertex, its fused operators inside.</summary>
internal static class PlanMermaid
{
    public static string Write(JobGraph graph)
    {
        var text = new StringBuilder("flowchart LR\n");
        foreach (var vertex in graph.Vertices)
        {
            string operators = string.Join("<br/>", vertex.Operators.Count > 0 ? vertex.Operators.Select(Escape) : [Escape(vertex.Name)]);
            text.Append(CultureInfo.InvariantCulture, $"  v{vertex.Id}[\"{operators}<br/>× {vertex.Parallelism}\"]\n");
        }
        foreach (var edge in graph.Edges)
            text.Append(CultureInfo.InvariantCulture, $"  v{edge.From.Id} {(edge.IsFeedback ? "-.->" : "-->")}|{Escape(PlanText.Exchange(graph, edge))}| v{edge.To.Id}\n");
        return text.ToString();
    }

    /// <summary>Characters that would end a label, as Mermaid's entities.</summary>
    private static string Escape(string label) => label.Replace("&", "#amp;", StringComparison.Ordinal).Replace("\"", "#quot;", StringComparison.Ordinal)
        .Replace("<", "#lt;", StringComparison.Ordinal).Replace(">", "#gt;", StringComparison.Ordinal).Replace("|", "#124;", StringComparison.Ordinal);
}
