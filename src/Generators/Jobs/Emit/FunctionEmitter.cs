using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes the operators that call functions of the user's, as types and constructor arguments.</summary>
internal static class FunctionEmitter
{
    private const string Operators = "global::Millrace.Operators.";

    /// <summary>Type of the operator.</summary>
    /// <param name="node">The node.</param>
    /// <param name="job">The job.</param>
    /// <param name="next">Type of the chain behind it.</param>
    /// <param name="sides">Type of its side outputs.</param>
    /// <param name="input">Type of the rows it takes.</param>
    public static string Type(Node node, JobModel job, string next, string sides, string input) => node switch
    {
        KeyedProcessNode keyed => $"{Operators}KeyedProcess<{keyed.InputRow.Name}, {keyed.Key.Type.Name}, {keyed.Key.Type.Codec}, __Key{keyed.Id}, "
            + $"{keyed.Function.Type}, {keyed.Function.StateType}, {keyed.Row.Name}, {next}, {sides}>",
        ConnectNode connect => $"{Operators}{(connect.IsBroadcast ? "KeyedBroadcast" : "KeyedConnect")}<{job.Nodes[connect.Inputs[0].Node].Row.Name}, {job.Nodes[connect.Inputs[1].Node].Row.Name}, "
            + $"{connect.Key.Name}, {connect.Key.Codec}, {string.Join(", ", Keys(connect))}, {connect.Function.Type}, {connect.Function.StateType}, {connect.Row.Name}, {next}, {sides}>",
        ProcessNode process => $"{Operators}RowProcess<{input}, {process.Function.Type}, {process.Function.StateType}, {process.Row.Name}, {next}, {sides}>",
        _ => throw new InvalidOperationException($"{node.GetType().Name} calls no function."),
    };

    /// <summary>What its constructor takes.</summary>
    public static string Arguments(Node node, JobModel job, string next, string sides)
    {
        string key = node is ConnectNode connect ? string.Concat(Keys(connect).Select(type => $"new {type}(job), ")) : node is KeyedNode ? $"new __Key{node.Id}(job), " : "";
        return $"{key}job.{job.Lambdas[((IFunctionNode)node).Function.Argument].Name}(), {Names.Literal(node.Name)}, {next}, {sides}";
    }

    /// <summary>Type of the side outputs: nested in one another.</summary>
    public static string SidesType(FunctionModel function, IReadOnlyList<string> chains)
    {
        string type = Operators + "NoSideOutputs";
        for (int i = chains.Count - 1; i >= 0; i--) type = $"{Operators}SideOutputs<{function.Sides[i].Row.Name}, {chains[i]}, {type}>";
        return type;
    }

    /// <summary>The expression that makes them.</summary>
    public static string NewSides(FunctionModel function, IReadOnlyList<string> chains)
    {
        string made = "default";
        for (int i = chains.Count - 1; i >= 0; i--) made = $"new({function.Sides[i].Field}, {chains[i]}, {made})";
        return made;
    }

    private static IEnumerable<string> Keys(ConnectNode node) => node.Inputs.Take(node.IsBroadcast ? 1 : 2).Select(side => $"__Key{side.Node}");

    /// <summary>What plans say of its state.</summary>
    public static string State(Node node) => node is ConnectNode { IsBroadcast: true } ? "function, state per key and broadcast" : node is KeyedNode or ConnectNode ? "function, state per key" : "function";
}
