using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;
using Millrace.Generators.Operators;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads the functions of <c>Process</c>, and their side outputs.</summary>
internal sealed class FunctionReader(ExtractContext context, LambdaReader lambdas)
{
    // By node: the side outputs that its function has and nothing reads so far.
    private readonly Dictionary<int, List<IFieldSymbol>> _unread = [];
    private readonly Dictionary<int, ConnectedValue> _open = [];

    /// <summary>Connected streams without a function so far.</summary>
    public IEnumerable<ConnectedValue> Open => _open.Values;

    /// <summary>A function over the rows of a stream.</summary>
    public RowsValue? Rows(RowsValue rows, OperatorCall call)
    {
        if (!RowChecks.CheckRow(context, call.Method.TypeArguments[0], call.Name)) return null;
        int id = context.Reserve(call.Name);
        if (Function(id, call) is not { } function) return null;
        var node = new ProcessNode(id, "process", false, OperatorCall.From(rows), context.Types.Read(call.Method.TypeArguments[0]), function);
        return context.Add(node, call.Method.TypeArguments[0], call.Name);
    }

    /// <summary>A function over the rows of a keyed stream.</summary>
    public RowsValue? Keyed(KeyedValue keyed, OperatorCall call)
    {
        var input = context.Types.Read(keyed.Rows.Row);
        if (!RowChecks.CheckRow(context, call.Method.TypeArguments[0], call.Name) || !RowChecks.CheckStorable(context, input, call.Name)) return null;
        int id = context.Reserve(call.Name);
        if (Function(id, call) is not { } function) return null;
        var node = new KeyedProcessNode(id, "process", false, OperatorCall.From(keyed.Rows), context.Types.Read(call.Method.TypeArguments[0]), input, keyed.Key, function);
        return context.Add(node, call.Method.TypeArguments[0], call.Name);
    }

    /// <summary>A keyed stream with another beside it; null if the call could not be read.</summary>
    public ConnectedValue? Connect(KeyedValue left, OperatorCall call)
    {
        if (!TryReadSides(left, call, out var sides)) return null;
        int id = context.Reserve(call.Name);
        return _open[id] = new ConnectedValue(left, call, sides, id);
    }

    /// <summary>A function over two streams.</summary>
    public RowsValue? Connected(ConnectedValue connected, OperatorCall call)
    {
        if (!RowChecks.CheckRow(context, call.Method.TypeArguments[0], call.Name)) return null;
        int id = connected.Node;
        var sides = connected.Sides;
        if (!_open.Remove(id))
        {
            // Streams connected once and processed twice have sides of their own for each.
            if (!TryReadSides(connected.Left, connected.Call, out sides)) return null;
            id = context.Reserve(call.Name);
        }
        if (Function(id, call) is not { } function) return null;
        bool isBroadcast = context.Nodes[sides[1].Node] is BroadcastSideNode;
        var node = new ConnectNode(id, "process", false, sides, context.Types.Read(call.Method.TypeArguments[0]), connected.Left.Key.Type, function, isBroadcast);
        return context.Add(node, call.Method.TypeArguments[0], call.Name);
    }

    /// <summary>A side output of the function that made a stream.</summary>
    public RowsValue? SideOutput(RowsValue rows, OperatorCall call)
    {
        if (call.Argument(0) is not { } argument) return null;
        var row = call.Method.TypeArguments[0];
        if (!RowChecks.CheckRow(context, row, call.Name)) return null;
        if (rows.Input.Port != 0 || context.Nodes[rows.Input.Node] is not IFunctionNode node)
        {
            context.Report(JobDiagnostics.NoFunctionBefore, call.Name);
            return null;
        }
        if (call.Frame.SymbolOf(argument, context.Cancellation) is not IFieldSymbol { IsStatic: true, IsReadOnly: true } field)
        {
            context.Report(JobDiagnostics.NotASideOutput, argument);
            return null;
        }
        _unread[rows.Input.Node].RemoveAll(unread => SymbolEqualityComparer.Default.Equals(unread, field));
        string name = $"{context.Types.NameOf(field.ContainingType)}.{Naming.Escape(field.Name)}";
        var sides = node.Function.Sides.ToList();
        int index = sides.FindIndex(side => side.Field == name);
        if (index < 0)
        {
            index = sides.Count;
            sides.Add(new SideOutputModel(name, context.Types.Read(row)));
            context.Nodes[rows.Input.Node] = node.With(node.Function with { Sides = sides.ToEquatable() });
        }
        return new RowsValue(new Input(rows.Input.Node, 1 + index), row, call.Name);
    }

    /// <summary>Reports what functions send to outputs that nobody reads.</summary>
    public void ReportUnread()
    {
        foreach (var pair in _unread)
        {
            foreach (var field in pair.Value) context.Report(JobDiagnostics.UnreadSideOutput, context.Places[pair.Key], $"{field.ContainingType.Name}.{field.Name}");
        }
    }

    private bool TryReadSides(KeyedValue left, OperatorCall call, out EquatableArray<Input> sides) => call.Streams.Any(stream => stream is BroadcastValue)
        ? TwoInputReader.TryReadBroadcast(context, left, call, "connect", out sides)
        : TwoInputReader.TryRead(context, left, call, "connect", out sides);

    private FunctionModel? Function(int id, OperatorCall call)
    {
        if (call.Argument(0) is not { } argument) return null;
        while (argument is ParenthesizedExpressionSyntax inner) argument = inner.Expression;
        var type = call.Frame.TypeOf(argument, context.Cancellation);
        if (type is null or IErrorTypeSymbol) { context.Fail(); return null; }
        bool isOperator = type.GetAttributes().Any(attribute => attribute.AttributeClass?.ToDisplayString() == "Millrace.OperatorAttribute");
        if (!isOperator)
        {
            context.Report(JobDiagnostics.NotAnOperator, argument, type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
            return null;
        }
        if (type is not INamedTypeSymbol named || !OperatorExtractor.HasHalf(named)) { context.FailForType(); return null; }
        _unread[id] = [.. type.GetMembers().OfType<IFieldSymbol>().Where(field => field is { IsStatic: true, Type: INamedTypeSymbol { MetadataName: "SideOutput`1", ContainingNamespace.Name: "Millrace" } })];
        if (type.GetMembers().OfType<IFieldSymbol>().Any(field => field.GetAttributes().Any(attribute => attribute.AttributeClass?.ToDisplayString() == "Millrace.StateAttribute")))
            context.HasState.Add(id);
        if (type.GetMembers().OfType<IFieldSymbol>().Any(field => field.Type is { Name: "EventTimer", ContainingNamespace.Name: "Millrace" })) context.NeedsEventTime.Add(id);
        int made = lambdas.ReadArgument(argument, call.Frame, $"__function{id}", type);
        return new FunctionModel(made, context.Types.NameOf(type), EquatableArray<SideOutputModel>.Empty);
    }
}
