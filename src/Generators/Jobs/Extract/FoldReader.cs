using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads a reduce or fold over windows as an aggregate of one slot, whose functions the generator writes.</summary>
internal sealed class FoldReader(ExtractContext context, LambdaReader lambdas)
{
    /// <summary>The node; null if the call could not be read.</summary>
    public RowsValue? Read(int id, WindowedValue windowed, OperatorCall call)
    {
        bool isReduce = call.Method.Name == "Reduce";
        if (call.Argument(isReduce ? 0 : 1) is not { } function) return null;
        if (!isReduce && windowed.Window.Merges)
        {
            context.Report(JobDiagnostics.CannotFold, call.Name);
            return null;
        }
        var keyed = windowed.Keyed;
        var row = context.Types.Read(keyed.Rows.Row);
        if (!RowChecks.CheckStorable(context, row, call.Name)) return null;
        var result = isReduce ? keyed.Rows.Row : call.Method.TypeArguments[0];
        var value = context.Types.Read(result);
        if (!RowChecks.CheckStorable(context, value, call.Name)) return null;
        int seed = -1;
        if (!isReduce)
        {
            if (call.Argument(0) is not { } argument) return null;
            seed = lambdas.ReadArgument(argument, call.Frame, $"__seed{id}", call.Type(0));
            if (seed < 0) return null;
        }
        int index = lambdas.Read(function, call.Frame, $"__fold{id}", call.Type(isReduce ? 0 : 1));
        if (index < 0) return null;
        var kept = isReduce ? ReducedOf(row) : value;
        int aggregate = lambdas.Synthesize($"__folding{id}", [], $"__Fold{id}", $"new __Fold{id}(this)", perRow: false, call);
        int self = lambdas.Synthesize($"__folded{id}", [new ParameterModel("in ", row.Name, "__row")], row.Name, "__row", perRow: true, call);
        int last = lambdas.Synthesize($"__aggregate{id}", [new ParameterModel("in ", $"__Group{id}", "__group")], value.Name, "__group.Folded", perRow: true, call);
        var slot = new SlotModel("Folded", "Aggregate", new SlotValues(0), value, new CustomAggregateModel(aggregate, $"__Fold{id}", kept, CanRetract: false));
        var group = new GroupModel(last, new([new ValueModel(self, row)]), new([slot]));
        var node = new AggregateNode(id, isReduce ? "window-reduce" : "window-fold", false, OperatorCall.From(keyed.Rows), value, row, keyed.Key, group, windowed.Window)
        {
            Fold = new FoldModel(index, seed, row, value),
            Evictor = WindowReader.EvictorOf(context, id, windowed),
        };
        return context.Add(FiringReader.WithValue(node), result, call.Name);
    }

    private static TypeModel ReducedOf(TypeModel row)
    {
        string name = $"global::Millrace.Operators.Reduced<{row.Name}>";
        return new TypeModel(name, new RowType(name, RowKind.Record, $"global::Millrace.Operators.ReducedRecord<{row.Name}, {row.Codec}>", "Record", EquatableArray<RowField>.Empty)
        {
            PointsOutside = row.Row.HasText,
        }, false, false);
    }
}
