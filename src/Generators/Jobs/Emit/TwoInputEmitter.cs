using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes operators with two inputs: their heads, and what they are closed over.</summary>
internal static class TwoInputEmitter
{
    private const string Operators = "global::Millrace.Operators.";

    public static SideNode Left(JobModel job, TwoInputNode node) => (SideNode)job.Nodes[node.Inputs[0].Node];

    public static SideNode Right(JobModel job, TwoInputNode node) => (SideNode)job.Nodes[node.Inputs[1].Node];

    /// <summary>The head of the vertex, as a <c>new</c> expression with its full type.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="next">Type of the operator behind it.</param>
    /// <param name="newNext">The expression that makes that one.</param>
    /// <param name="job">The job.</param>
    public static string Head(TwoInputNode node, string next, string newNext, JobModel job)
    {
        var (type, arguments) = Operator(node);
        return $"new {Operators}TwoInputHead<{Left(job, node).Row.Name}, {Right(job, node).Row.Name}, {type}>(new({arguments}))";
    }

    /// <summary>Type of the operator, and what its constructor takes.</summary>
    private static (string Type, string Arguments) Operator(TwoInputNode node) => node switch
    {
        _ => throw new InvalidOperationException($"{node.GetType().Name} has no operator."),
    };

    /// <summary>What plans say of the operator's state.</summary>
    public static string State(TwoInputNode node) => node switch
    {
        _ => "state per key",
    };

    /// <summary>Writes locals of the method that builds the graph.</summary>
    public static void Settings(TwoInputNode node, JobModel job, CodeWriter code)
    {
    }

    /// <summary>Writes the types that the operator is closed over; the keys of the two sides are written with them.</summary>
    public static void Emit(TwoInputNode node, JobModel job, UserLines lines, CodeWriter code)
    {
    }
}
