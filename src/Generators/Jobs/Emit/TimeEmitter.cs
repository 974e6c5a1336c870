using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes what plans say about time: how watermarks are made, and when windows fire.</summary>
internal sealed class TimeEmitter(JobModel job, CodeWriter code)
{
    private const string Note = "global::Millrace.Runtime.TimeNote.";

    public void Emit()
    {
        foreach (var node in job.Nodes)
        {
            string name = Names.Literal(node.Name);
            string? note = node switch
            {
                EventTimeNode time => $"Watermarks({name}, {Sources(node)}, job.{job.Lambdas[time.OutOfOrderness].Name}())",
                IngestionTimeNode => $"Ingestion({name}, {Sources(node)})",
                AggregateNode { Window: { IsCount: false } window } => $"Window({name}, {Sources(node)}, window{node.Id}, {(window.ByClock ? "true" : "false")})",
                _ => null,
            };
            if (note is not null) code.Line($"graph.Note({Note}{note});");
        }
    }

    /// <summary>An expression for what the user would call the sources of a node's rows.</summary>
    private string Sources(Node node)
    {
        var ids = new SortedSet<int>();
        Collect(node);
        return string.Join(" + \", \" + ", ids.Select(id => $"source{id}.Describe()"));

        void Collect(Node at)
        {
            if (at is SourceNode) ids.Add(at.Id);
            foreach (var input in at.Inputs) Collect(job.Nodes[input.Node]);
        }
    }
}
