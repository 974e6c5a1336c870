using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads calls in which a function of the user's says where a row goes.</summary>
internal sealed class RoutingReader(ExtractContext context, LambdaReader lambdas)
{
    /// <summary>An exchange with a function; null if the call could not be read.</summary>
    public RowsValue? Partition(RowsValue rows, OperatorCall call)
    {
        var row = context.Types.Read(rows.Row);
        if (call.Argument(0) is not { } argument || !RowChecks.CheckStorable(context, row, call.Name)) return null;
        int id = context.Reserve(call.Name);
        int partitioner = lambdas.Read(argument, call.Frame, $"__partition{id}", call.Type(0));
        if (partitioner < 0) return null;
        return context.Add(new ExchangeNode(id, "partition", false, OperatorCall.From(rows), row, ExchangeMode.Partition) { Partitioner = partitioner }, rows.Row, call.Name);
    }

    /// <summary>A split; null if the call could not be read.</summary>
    public EndValue? Split(RowsValue rows, OperatorCall call)
    {
        if (call.Argument(0) is not { } argument) return null;
        int id = context.Reserve(call.Name);
        int function = lambdas.Read(argument, call.Frame, $"__split{id}", call.Type(0));
        if (function < 0) return null;
        int outputs = call.Method.Parameters.Length - 1;
        context.Nodes[id] = new SplitNode(id, "split", false, OperatorCall.From(rows), context.Types.Read(rows.Row), function, outputs);
        for (int i = 0; i < outputs; i++)
        {
            if (!IsDiscard(call, 1 + i)) context.AddSideStream(new RowsValue(new Input(id, i), rows.Row, (SyntaxNode?)call.Argument(1 + i) ?? call.Name), call, 1 + i);
        }
        return new EndValue(id);
    }

    private bool IsDiscard(OperatorCall call, int parameter) => call.Argument(parameter) switch
    {
        DeclarationExpressionSyntax { Designation: DiscardDesignationSyntax } => true,
        IdentifierNameSyntax name => call.Frame.SymbolOf(name, context.Cancellation) is IDiscardSymbol,
        _ => false,
    };
}
