using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes operators with two inputs: their heads, and what they are closed over. Each kind has an emitter of its own behind this one.</summary>
internal static class TwoInputEmitter
{
    private const string Operators = "global::Millrace.Operators.";

    public static KeyedNode Left(JobModel job, TwoInputNode node) => (KeyedNode)job.Nodes[node.Inputs[0].Node];

    public static KeyedNode Right(JobModel job, TwoInputNode node) => (KeyedNode)job.Nodes[node.Inputs[1].Node];

    /// <summary>The head of the vertex, as a <c>new</c> expression with its full type.</summary>
    public static string Head(TwoInputNode node, TwoInputParts parts, JobModel job)
    {
        var (type, arguments) = Operator(node, parts, job);
        return $"new {Operators}TwoInputHead<{Left(job, node).Row.Name}, {Right(job, node).Row.Name}, {type}>(new({arguments}))";
    }

    /// <summary>What plans say of the operator and its state.</summary>
    public static string State(TwoInputNode node) => node switch
    {
        IntervalJoinNode => "interval join, rows per key and side",
        TemporalJoinNode => "temporal join, versions and waiting rows per key",
        RegularJoinNode { Ends: false } => "join, rows per key and side, kept for ever",
        RegularJoinNode => "join, rows per key and side",
        BroadcastJoinNode => "broadcast join, table in every subtask",
        CoGroupNode => "co-group, rows per key and side",
        WindowJoinNode => "window join, rows per key and side",
        _ => "state per key",
    };

    /// <summary>Writes locals of the method that builds the graph.</summary>
    public static void Settings(TwoInputNode node, JobModel job, CodeWriter code)
    {
        if (node is JoinNode join) JoinEmitter.Settings(join, job, code);
    }

    /// <summary>Writes the types that the operator is closed over; the keys of the two sides are written with them.</summary>
    public static void Emit(TwoInputNode node, JobModel job, UserLines lines, CodeWriter code)
    {
        if (node is JoinNode join) JoinEmitter.Function(join, job, lines, code);
    }

    /// <summary>Type of the operator, and what its constructor takes.</summary>
    private static (string Type, string Arguments) Operator(TwoInputNode node, TwoInputParts parts, JobModel job) => node switch
    {
        JoinNode join => JoinEmitter.Operator(join, job, parts),
        _ => throw new InvalidOperationException($"{node.GetType().Name} has no operator."),
    };
}
