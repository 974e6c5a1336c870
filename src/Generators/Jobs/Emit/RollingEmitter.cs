using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes the operator that answers rows of keys as they come: rolling aggregates and reductions, what keeps rows, and count windows.</summary>
internal static class RollingEmitter
{
    private const string Operators = "global::Millrace.Operators.";

    /// <summary>Type of the operator.</summary>
    /// <param name="node">What it does.</param>
    /// <param name="next">Type of what follows.</param>
    public static string Type(KeyedNode node, string next) => $"{Operators}KeyedRolling<{KeyedEmitter.InputOf(node)}, {node.Row.Name}, {Rolling(node)}, {next}>";

    /// <summary>Arguments of its constructor.</summary>
    /// <param name="node">What it does.</param>
    /// <param name="name">Its name, as a literal.</param>
    /// <param name="next">The expression that makes what follows.</param>
    public static string Arguments(KeyedNode node, string name, string next)
    {
        string functor = node is KeepNode ? "__Key" : "__Fn", window = node is AggregateNode { Window: not null } ? $"window{node.Id}, " : "";
        return $"new(new {functor}{node.Id}(job), {window}{name}), {next}";
    }

    private static string Rolling(KeyedNode node) => node switch
    {
        AggregateNode { IsRanking: true } ranking => $"{Operators}RollingTop<{WindowEmitter.Aggregate(ranking)}>",
        AggregateNode { Window: null } aggregate => $"{Operators}RollingAggregate<{WindowEmitter.Aggregate(aggregate)}>",
        AggregateNode { Window.Kind: WindowKind.TumblingCount } counting => $"{Operators}CountWindows<{WindowEmitter.Aggregate(counting)}>",
        AggregateNode counting => $"{Operators}SlidingCountWindows<{WindowEmitter.Aggregate(counting)}>",
        KeepNode keep => $"{Operators}RollingKeep<{keep.Row.Name}, {keep.Row.Codec}, {keep.Key.Type.Name}, {keep.Key.Type.Codec}, __Key{keep.Id}, {Rule(keep.Kept)}>",
        ReduceNode reduce => $"{Operators}RollingReduce<{reduce.Row.Name}, {reduce.Key.Type.Name}, {reduce.Key.Type.Codec}, {reduce.Row.Codec}, __Fn{reduce.Id}>",
        _ => throw new InvalidOperationException($"{node.GetType().Name} does not answer rows as they come."),
    };

    private static string Rule(KeptRows kept) => kept == KeptRows.First ? $"byte, {Operators}KeepFirst" : $"long, {Operators}KeepLast";
}
