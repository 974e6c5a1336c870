using Microsoft.CodeAnalysis;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads a process over the windows of two streams: an operator that keeps the rows, and a function that makes many rows of both sides.</summary>
internal sealed class CoGroupReader(ExtractContext context, LambdaReader lambdas)
{
    /// <summary>The rows that it makes; null if the call could not be read.</summary>
    /// <param name="id">Id of the operator that keeps the rows.</param>
    /// <param name="group">The streams and their windows.</param>
    /// <param name="sides">The sides of that operator.</param>
    /// <param name="call">The call.</param>
    public RowsValue? Read(int id, JoinValue group, EquatableArray<Input> sides, OperatorCall call)
    {
        if (call.Argument(0) is not { } function || call.Type(0) is not INamedTypeSymbol { DelegateInvokeMethod: { } invoke } || group.Arguments.Count == 0) return null;
        var made = call.Method.TypeArguments[0];
        if (!RowChecks.CheckRow(context, made, call.Name) || !MarkerUse.StaysInside(context, function, call)) return null;
        var key = group.Left.Key.Type;
        string type = $"global::Millrace.Operators.KeptCoGroup<{context.Nodes[sides[0].Node]!.Row.Name}, {context.Nodes[sides[1].Node]!.Row.Name}, {key.Name}>";
        var row = new TypeModel(type, RowType.Opaque(type, pointsOutside: true), false, false);
        var gathered = context.Add(new CoGroupNode(id, "co-group", false, sides, row, key, group.Arguments[0].Lambda), invoke.Parameters[0].Type, call.Name);
        int process = context.Reserve(call.Name);
        int index = lambdas.ReadCollecting(function, call.Frame, $"__process{process}", call.Type(0), $"__Collector{process}<TNext>",
            $"<TNext> where TNext : struct, global::Millrace.Runtime.IOperator<{context.Types.NameOf(made)}>");
        if (index < 0) return null;
        var method = context.Lambdas[index];
        context.Lambdas[index] = method with { Parameters = method.Parameters.Select((parameter, i) => i == 0 ? parameter with { Type = type } : parameter).ToEquatable() };
        // The state is the co-group's, and so is the name that finds it.
        return context.Add(new SelectManyNode(process, "process", false, OperatorCall.From(gathered), context.Types.Read(made), index) { IsUnfolding = true }, made, call.Name);
    }
}
