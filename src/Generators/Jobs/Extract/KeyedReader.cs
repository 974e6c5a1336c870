using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Turns a call on a keyed stream into a node of the plan.</summary>
internal sealed class KeyedReader(ExtractContext context, LambdaReader lambdas, GroupReader groups)
{
    /// <summary>Null if the call could not be read.</summary>
    public RowsValue? Read(KeyedValue keyed, OperatorCall call) => call.Method.Name switch
    {
        "Reduce" => Reduce(keyed, call),
        "Aggregate" => Aggregate(keyed, call),
        "TopN" or "TopNWithTies" => groups.ReadTop(context.Reserve(call.Name), keyed, null, call),
        "KeepFirst" => Keep(keyed.Rows, keyed.Key, "keep-first", KeptRows.First, call),
        "KeepLast" => Keep(keyed.Rows, keyed.Key, "keep-last", KeptRows.Latest, call),
        _ => context.Unknown(call),
    };

    /// <summary>Ranks all rows of a stream, as if they had one key.</summary>
    public RowsValue? Top(RowsValue rows, OperatorCall call)
    {
        if (context.Compilation.GetTypeByMetadataName("Millrace.AllRows") is { } all)
            return groups.ReadTop(context.Reserve(call.Name), new KeyedValue(rows, all, KeyModel.One, call.Name) { Used = true }, null, call);
        context.Fail();
        return null;
    }

    /// <summary>Lets some rows of each key pass.</summary>
    public RowsValue? Keep(RowsValue rows, KeyModel key, string kind, KeptRows kept, OperatorCall call)
    {
        var row = context.Types.Read(rows.Row);
        if (!RowChecks.CheckStorable(context, row, call.Name)) return null;
        return context.Add(new KeepNode(context.Reserve(call.Name), kind, false, OperatorCall.From(rows), row, key, kept), rows.Row, call.Name);
    }

    private RowsValue? Reduce(KeyedValue keyed, OperatorCall call)
    {
        if (call.Argument(0) is not { } argument) return null;
        int id = context.Reserve(call.Name);
        var row = context.Types.Read(keyed.Rows.Row);
        if (!RowChecks.CheckStorable(context, row, call.Name)) return null;
        return context.Add(new ReduceNode(id, "reduce", false, OperatorCall.From(keyed.Rows), row, keyed.Key,
            lambdas.Read(argument, call.Frame, $"__reduce{id}", call.Type(0))), keyed.Rows.Row, call.Name);
    }

    private RowsValue? Aggregate(KeyedValue keyed, OperatorCall call) =>
        call.Argument(0) is { } argument ? groups.ReadNode(context.Reserve(call.Name), "aggregate", keyed, null, argument, call) : null;
}
