using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes an aggregate of the rows that an evictor leaves: a window operator that keeps them, and the aggregate behind it.</summary>
internal static class EvictorEmitter
{
    private const string Operators = "global::Millrace.Operators.";

    /// <summary>Type arguments that a window operator that keeps rows begins with, as those of <see cref="WindowEmitter.Aggregate"/>.</summary>
    public static string[] Parts(AggregateNode node) =>
        [$"__In{node.Id}", node.Key.Type.Name, node.Key.Type.Codec, $"{Operators}EvictedAcc<__In{node.Id}>", Function(node), $"{Operators}EvictedRows<__In{node.Id}, {node.Key.Type.Name}>"];

    /// <summary>Type of the aggregate in front of what follows.</summary>
    public static string Type(AggregateNode node, string next) =>
        $"{Operators}EvictedAggregate<__In{node.Id}, {node.Key.Type.Name}, __Acc{node.Id}, __Fn{node.Id}, {node.Row.Name}, {next}>";

    public static string New(AggregateNode node, string next) => $"new(new __Fn{node.Id}(job), {next})";

    /// <summary>The function of the window operator.</summary>
    public static string NewFunction(AggregateNode node, JobModel job) =>
        $"new {Function(node)}(new __Key{node.Id}(job), {Operators}EvictSpec.Of(job.{job.Lambdas[node.Evictor].Name}()))";

    private static string Function(AggregateNode node) => $"{Operators}EvictedFunction<__In{node.Id}, {node.Key.Type.Name}, __Key{node.Id}>";
}
