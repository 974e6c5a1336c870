using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads calls that say how the operator before them is chained, and of how many subtasks it is.</summary>
internal sealed class ChainReader(ExtractContext context, LambdaReader lambdas)
{
    /// <summary>True for a call that this reads.</summary>
    public static bool Reads(string method) => method is "StartNewChain" or "DisableChaining" or "WithParallelism";

    /// <summary>False, with a diagnostic, if it makes no sense there.</summary>
    /// <param name="id">The operator before.</param>
    /// <param name="port">Its output that the call stands behind.</param>
    /// <param name="call">The call.</param>
    public bool Read(int id, int port, OperatorCall call)
    {
        var node = context.Nodes[id];
        if (node is SelectManyNode { IsUnfolding: true }) node = context.Nodes[id = node.Inputs[0].Node];
        bool isParallelism = call.Method.Name == "WithParallelism";
        bool stands = port == 0 && node is not (null or UnionNode or SplitNode or ExchangeNode or EventTimeNode or IngestionTimeNode or ProcessingTimeNode)
            && !(isParallelism && node is KeyedNode { Key.IsOne: true });
        if (!stands)
        {
            context.Report(JobDiagnostics.NoOperatorToChain, call.Name, call.Name.ToString());
            return false;
        }
        context.Hints.TryGetValue(id, out var hint);
        int subtasks = hint?.Subtasks ?? -1;
        if (isParallelism)
        {
            if (call.Argument(0) is not { } argument) return false;
            if (call.Frame.ConstantOf(argument, context.Cancellation) is { HasValue: true, Value: int and < 1 and var number })
            {
                context.Report(JobDiagnostics.NoSubtasks, call.Frame.PlaceOf(argument, context.Cancellation), number.ToString());
                return false;
            }
            subtasks = lambdas.ReadArgument(argument, call.Frame, context.NameFor("__subtasks"), call.Type(0));
            if (subtasks < 0) return false;
        }
        context.Hints[id] = new ChainHint(call.Name, (hint?.Ends ?? false) || call.Method.Name != "StartNewChain", subtasks);
        return true;
    }
}
