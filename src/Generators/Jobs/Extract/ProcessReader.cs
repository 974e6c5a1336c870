using Microsoft.CodeAnalysis;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads a process over whole windows: an aggregate that keeps the rows, and a function that makes many rows of its result.</summary>
internal sealed class ProcessReader(ExtractContext context, LambdaReader lambdas)
{
    /// <summary>The rows that it makes; null if the call could not be read.</summary>
    public RowsValue? Read(int id, WindowedValue windowed, OperatorCall call)
    {
        if (call.Argument(0) is not { } function || call.Type(0) is not INamedTypeSymbol { DelegateInvokeMethod: { } invoke }) return null;
        var keyed = windowed.Keyed;
        var row = context.Types.Read(keyed.Rows.Row);
        if (!RowChecks.CheckStorable(context, row, call.Name)) return null;
        var made = call.Method.TypeArguments[0];
        if (!RowChecks.CheckRow(context, made, call.Name)) return null;
        if (!MarkerUse.StaysInside(context, function, call)) return null;
        string rowsType = $"global::Millrace.Memory.NativeRows<{row.Name}>";
        // The key as it is kept: its names in the user's type are not those of the group's.
        string windowType = $"global::Millrace.Operators.KeptRows<{row.Name}, {keyed.Key.Type.Name}>";
        var window = new TypeModel(windowType, RowType.Opaque(windowType, pointsOutside: true), false, false);
        int self = lambdas.Synthesize($"__kept{id}", [new ParameterModel("in ", row.Name, "__row")], row.Name, "__row", perRow: true, call);
        int last = lambdas.Synthesize($"__aggregate{id}", [new ParameterModel("in ", $"__Group{id}", "__group")], window.Name,
            $"new {window.Name}(__group.Key, __group.Window, __group.Rows)", perRow: true, call);
        var slot = new SlotModel("Rows", "Rows", new SlotValues(0), row with { Name = rowsType }, null);
        var group = new GroupModel(last, new([new ValueModel(self, row)]), new([slot]));
        var gathered = context.Add(FiringReader.WithValue(new AggregateNode(id, "window-rows", false, OperatorCall.From(keyed.Rows), window, row, keyed.Key, group, windowed.Window)),
            invoke.Parameters[0].Type, call.Name);
        int process = context.Reserve(call.Name);
        int index = lambdas.ReadCollecting(function, call.Frame, $"__process{process}", call.Type(0), $"__Collector{process}<TNext>",
            $"<TNext> where TNext : struct, global::Millrace.Runtime.IOperator<{context.Types.NameOf(made)}>");
        if (index < 0) return null;
        var method = context.Lambdas[index];
        var parameters = method.Parameters.Select((parameter, i) => i == 0 ? parameter with { Type = windowType } : parameter).ToEquatable();
        context.Lambdas[index] = method with { Parameters = parameters };
        return context.Add(new SelectManyNode(process, "process", false, OperatorCall.From(gathered), context.Types.Read(made), index) { IsUnfolding = true }, made, call.Name);
    }
}
