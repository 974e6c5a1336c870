using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes what joins are closed over.</summary>
internal static class JoinEmitter
{
    private const string Operators = "global::Millrace.Operators.";

    /// <summary>Writes the user's function as a functor.</summary>
    public static void Function(JoinNode node, JobModel job, UserLines lines, CodeWriter code)
    {
        // What the function of a co-group is given, no code of the user's makes.
        if (node is CoGroupNode) return;
        string left = TwoInputEmitter.Left(job, node).Row.Name, right = TwoInputEmitter.Right(job, node).Row.Name, output = node.Row.Name;
        var selector = job.Lambdas[node.Selector];
        bool keepsLeft = node.Kind is JoinKind.Left or JoinKind.Full, keepsRight = node.Kind is JoinKind.Right or JoinKind.Full;
        string contract = node is WindowJoinNode ? $"IWindowJoinFunction<{left}, {right}, {node.Key.Name}, {output}>" : $"IJoinFunction<{left}, {right}, {output}>";
        using (code.Block($"private readonly struct __Fn{node.Id} : {Operators}{contract}"))
        {
            code.Line($"private readonly {job.Class.FullName} _job;");
            code.Line();
            code.Line($"public __Fn{node.Id}({job.Class.FullName} job) => _job = job;");
            code.Line();
            code.Line($"public static bool KeepsLeft => {(keepsLeft ? "true" : "false")};");
            code.Line();
            code.Line($"public static bool KeepsRight => {(keepsRight ? "true" : "false")};");
            Method("Pair", $"in {left} left, in {right} right", keepsRight ? $"({left}?)left" : "left", keepsLeft ? $"({right}?)right" : "right", isUsed: true);
            Method("Left", $"in {left} left", keepsRight ? $"({left}?)left" : "left", $"({right}?)null", keepsLeft);
            Method("Right", $"in {right} right", $"({left}?)null", keepsLeft ? $"({right}?)right" : "right", keepsRight);
        }
        code.Line();

        void Method(string name, string parameters, string first, string second, bool isUsed)
        {
            code.Line();
            code.Line(MethodAttributes.For(selector.MayThrow)).Line($"public {output} {name}({parameters}) =>");
            if (isUsed) lines.Write(code, node.Selector, $"    _job.{selector.Name}({first}, {second});");
            // Never called: KeepsLeft or KeepsRight is false.
            else code.Line("    throw new global::System.NotSupportedException();");
        }
    }

    /// <summary>The operator, with its arguments.</summary>
    public static (string Type, string Arguments) Operator(JoinNode node, JobModel job, TwoInputParts parts)
    {
        if (node is BroadcastJoinNode) return Lookup(node, job, parts);
        var (left, right) = (TwoInputEmitter.Left(job, node), TwoInputEmitter.Right(job, node));
        string rows = $"{left.Row.Name}, {left.Row.Codec}, {right.Row.Name}, {right.Row.Codec}, {node.Key.Name}, {node.Key.Codec}";
        string keys = $"__Key{left.Id}, __Key{right.Id}", newKeys = $"new __Key{left.Id}(job), new __Key{right.Id}(job)";
        if (node is RegularJoinNode)
            return ($"{Operators}RegularJoin<{rows}, {keys}, __Fn{node.Id}, {node.Row.Name}, {parts.Next}>", $"{newKeys}, new __Fn{node.Id}(job), join{node.Id}, {Names.Literal(node.Name)}, {parts.NewNext}");
        string function = node is CoGroupNode ? $"{Operators}CoGroupFunction<{left.Row.Name}, {right.Row.Name}, {node.Key.Name}>" : $"__Fn{node.Id}";
        string newFunction = node is CoGroupNode ? "default" : $"new {function}(job)";
        string newJoin = node is TemporalJoinNode ? $"new({newFunction})" : $"new({newFunction}, join{node.Id})";
        return ($"{Operators}JoinOperator<{rows}, {keys}, {Operators}{KindOf(node)}<{rows}, {function}, {node.Row.Name}>, {node.Row.Name}, {parts.Next}, {Late(parts.LateLeft, left)}, {Late(parts.LateRight, right)}>",
            $"{newKeys}, {newJoin}, {Names.Literal(node.Name)}, {parts.NewNext}, {parts.NewLateLeft ?? "default"}, {parts.NewLateRight ?? "default"}");
    }

    /// <summary>Writes what says which rows are partners, as a local of the method that builds the graph.</summary>
    public static void Settings(JoinNode node, JobModel job, CodeWriter code)
    {
        if (node is TemporalJoinNode or BroadcastJoinNode) return;
        string settings = node switch
        {
            RegularJoinNode regular => $"TimeToLiveSpec.{(regular.Ends ? "Of" : "Forever")}({Named(regular.Limits)})",
            CoGroupNode group => $"WindowSpec.Of(job.{job.Lambdas[group.Window].Name}())",
            WindowJoinNode window => $"WindowSpec.Of(job.{job.Lambdas[window.Window].Name}())",
            IntervalJoinNode interval => $"IntervalSpec.Of({Named(interval.Bounds)})",
            _ => throw new InvalidOperationException($"{node.GetType().Name} has no settings."),
        };
        code.Line($"var join{node.Id} = {Operators}{settings};");

        string Named(EquatableArray<NamedArgument> arguments) => string.Join(", ", arguments.Select(argument => $"{argument.Parameter}: job.{job.Lambdas[argument.Lambda].Name}()"));
    }

    private static (string Type, string Arguments) Lookup(JoinNode node, JobModel job, TwoInputParts parts)
    {
        var (left, right) = (TwoInputEmitter.Left(job, node), TwoInputEmitter.Right(job, node));
        return ($"{Operators}BroadcastJoin<{left.Row.Name}, {right.Row.Name}, {right.Row.Codec}, {node.Key.Name}, {node.Key.Codec}, __Key{left.Id}, __Key{right.Id}, __Fn{node.Id}, {node.Row.Name}, {parts.Next}>",
            $"new __Key{left.Id}(job), new __Key{right.Id}(job), new __Fn{node.Id}(job), {Names.Literal(node.Name)}, {parts.NewNext}");
    }

    private static string KindOf(JoinNode node) => node switch
    {
        WindowJoinNode or CoGroupNode => "WindowJoin",
        TemporalJoinNode => "TemporalJoin",
        _ => "IntervalJoin",
    };

    private static string Late(string? chain, KeyedNode side) => chain ?? $"{Operators}CountLateRows<{side.Row.Name}>";
}
