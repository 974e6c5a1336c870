using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes the operator of a window aggregate: its kind of windows, what follows, and where late rows go.</summary>
internal static class WindowEmitter
{
    private const string Operators = "global::Millrace.Operators.";

    /// <summary>Type arguments that all aggregating operators begin with: input, key, its record, accumulator, functions, result.</summary>
    public static string Aggregate(AggregateNode node) => string.Join(", ", Parts(node));

    /// <summary>Type of the operator.</summary>
    /// <param name="node">The aggregate; not of a count window.</param>
    /// <param name="next">Type of what follows.</param>
    /// <param name="late">Type of where late rows go; null to count them.</param>
    public static string Type(AggregateNode node, string next, string? late)
    {
        string[] parts = Parts(node);
        return $"{Operators}KeyedWindow<{parts[0]}, {parts[1]}, {parts[3]}, {parts[5]}, {Windows(node)}, {next}, {late ?? $"{Operators}CountLate<{parts[0]}>"}>";
    }

    /// <summary>Arguments of its constructor.</summary>
    /// <param name="node">The aggregate.</param>
    /// <param name="functor">The expression that makes its functions.</param>
    /// <param name="name">Its name, as a literal.</param>
    /// <param name="next">The expression that makes what follows.</param>
    /// <param name="late">The expression that makes where late rows go; null to count them.</param>
    public static string Arguments(AggregateNode node, string functor, string name, string next, string? late)
    {
        string firing = node.Window!.Firing is { } how ? $"firing{node.Id}, new({(how.Trigger is null ? $"firing{node.Id}" : "job")}), " : "";
        return $"new({functor}, window{node.Id}, {firing}{name}), {next}, {late ?? "default"}";
    }

    private static string Windows(AggregateNode node)
    {
        if (node.Window!.Firing is { } firing)
            return $"{Operators}TriggeredWindows<{Aggregate(node)}, {FiringEmitter.StateType(firing)}, {FiringEmitter.TriggerType(node)}>";
        string kind = node.Window.Kind is WindowKind.Sliding or WindowKind.Session or WindowKind.Cumulating ? $"{node.Window.Kind}" : "Tumbling";
        return $"{Operators}{kind}Windows<{Aggregate(node)}>";
    }

    private static string[] Parts(AggregateNode node) => node.Evictor >= 0 ? EvictorEmitter.Parts(node)
        : [$"__In{node.Id}", node.Key.Type.Name, node.Key.Type.Codec, $"__Acc{node.Id}", $"__Fn{node.Id}", node.Row.Name];
}
