using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Turns a call on a stream into a node of the plan.</summary>
internal sealed class OperatorReader(ExtractContext context)
{
    private readonly LambdaReader _lambdas = new(context);
    private readonly GroupReader _groups = new(context);
    private readonly List<RowsValue> _lateStreams = [];
    private readonly Dictionary<int, WindowedValue> _openWindows = [];

    /// <summary>Windows without an aggregate so far.</summary>
    public IEnumerable<WindowedValue> OpenWindows => _openWindows.Values;

    /// <summary>Streams of late rows that came into being since the last call.</summary>
    public List<RowsValue> TakeLateStreams()
    {
        var taken = new List<RowsValue>(_lateStreams);
        _lateStreams.Clear();
        return taken;
    }

    /// <summary>Null if the call could not be read; what is wrong has been reported, or is for the C# compiler to say.</summary>
    public StreamValue? Apply(StreamValue receiver, InvocationExpressionSyntax call, SimpleNameSyntax name, IMethodSymbol method, Frame frame, List<RowsValue> others)
    {
        switch (receiver, method.Name)
        {
            case (BuilderValue, "From"): return From(call, name, method, frame);
            case (RowsValue rows, "Named"): return Rename(rows.Input.Node, call, frame) ? rows : null;
            case (EndValue end, "Named"): return Rename(end.Node, call, frame) ? end : null;
            case (RowsValue rows, _): return OnRows(rows, call, name, method, frame, others);
            case (KeyedValue keyed, _):
                keyed.Used = true;
                if (method.Name == "Window") return Window(keyed, call, name, method, frame);
                return OnKeyed(keyed, call, name, method, frame);
            case (WindowedValue windowed, "DropLate"): return Reopen(windowed, LateRows.Drop);
            case (WindowedValue windowed, "LateOutput"):
                if (!RowChecks.CheckStorable(context, context.Types.Read(windowed.Keyed.Rows.Row), name)) return null;
                if (Late(windowed, call, method, frame) is not { } late) return null;
                _lateStreams.Add(late);
                return Reopen(windowed, LateRows.Output);
            case (WindowedValue windowed, _): return OnWindowed(windowed, call, name, method, frame);
            default: return null;
        }
    }

    private RowsValue? From(InvocationExpressionSyntax call, SimpleNameSyntax name, IMethodSymbol method, Frame frame)
    {
        if (Frame.Argument(call, method, 0) is not { } argument) return null;
        var row = method.TypeArguments[0];
        if (!CheckRow(row, name)) return null;
        int id = Reserve(name);
        var connector = ConnectorReader.Read(context, argument, frame);
        if (connector is null) return null;
        if (connector.Arity > 1 && !RowChecks.CheckStorable(context, context.Types.Read(row), name)) return null;
        int source = _lambdas.ReadArgument(argument, frame, $"__source{id}");
        return Add(new SourceNode(id, Names.OfConnector(connector.TypeName), false, context.Types.Read(row), connector, source), row, name);
    }

    private StreamValue? OnRows(RowsValue rows, InvocationExpressionSyntax call, SimpleNameSyntax name, IMethodSymbol method, Frame frame, List<RowsValue> others)
    {
        var inputs = new EquatableArray<Input>([rows.Input]);
        if (method.Name == "Union")
        {
            int union = Reserve(name);
            inputs = new[] { rows }.Concat(others).Select(stream => stream.Input).ToEquatable();
            return Add(new UnionNode(union, "union", false, inputs, context.Types.Read(rows.Row)), rows.Row, name);
        }
        if (method.Name == "Rebalance") return Exchange(rows, "rebalance", ExchangeMode.Rebalance, name);
        if (method.Name == "Shuffle") return Exchange(rows, "shuffle", ExchangeMode.Shuffle, name);
        if (method.Name == "Rescale") return Exchange(rows, "rescale", ExchangeMode.Rescale, name);
        if (method.Name == "Distinct") return Keep(rows, new KeyModel(context.Types.Read(rows.Row), -1), "distinct", KeptRows.First, name);
        if (Frame.Argument(call, method, 0) is not { } argument) return null;
        var row = context.Types.Read(rows.Row);
        int id = Reserve(name);
        switch (method.Name)
        {
            case "Where":
                return Add(new WhereNode(id, "where", false, inputs, row, _lambdas.Read(argument, frame, $"__where{id}", method.Parameters[0].Type)), rows.Row, name);
            case "Select":
                var selected = method.TypeArguments[0];
                if (!CheckRow(selected, name)) return null;
                return Add(new SelectNode(id, "select", false, inputs, context.Types.Read(selected),
                    _lambdas.Read(argument, frame, $"__select{id}", method.Parameters[0].Type)), selected, name);
            case "SelectMany":
                var collected = method.TypeArguments[0];
                if (!CheckRow(collected, name)) return null;
                var collectedType = context.Types.Read(collected);
                return Add(new SelectManyNode(id, "select-many", false, inputs, collectedType,
                    _lambdas.ReadCollecting(argument, frame, $"__selectMany{id}", method.Parameters[0].Type, $"__Collector{id}<TNext>",
                        $"<TNext> where TNext : struct, global::Millrace.Runtime.IOperator<{collectedType.Name}>")), collected, name);
            case "EventTime":
                if (Frame.Argument(call, method, 1) is not { } outOfOrderness) return null;
                int time = _lambdas.Read(argument, frame, $"__eventTime{id}", method.Parameters[0].Type);
                int slack = _lambdas.ReadArgument(outOfOrderness, frame, $"__outOfOrderness{id}", method.Parameters[1].Type);
                return Add(new EventTimeNode(id, "event-time", false, inputs, row, time, slack), rows.Row, name);
            case "KeyBy":
                context.Nodes.RemoveAt(id);
                var key = method.TypeArguments[0];
                var keyType = context.Types.Read(key);
                if (!RowChecks.CheckStorable(context, keyType, argument)) return null;
                return new KeyedValue(rows, key, new KeyModel(keyType, _lambdas.Read(argument, frame, $"__key{context.Lambdas.Count}", method.Parameters[0].Type)), name);
            case "To":
                var connector = ConnectorReader.Read(context, argument, frame);
                if (connector is null || (connector.Arity > 1 && !RowChecks.CheckStorable(context, row, name))) return null;
                context.Nodes[id] = new SinkNode(id, Names.OfConnector(connector.TypeName), false, inputs, row, connector, _lambdas.ReadArgument(argument, frame, $"__sink{id}"));
                return new EndValue(id);
            default:
                context.Report(JobDiagnostics.UnknownCall, name, name.ToString());
                return null;
        }
    }

    private RowsValue? Exchange(RowsValue rows, string kind, ExchangeMode mode, SimpleNameSyntax name)
    {
        var row = context.Types.Read(rows.Row);
        if (!RowChecks.CheckStorable(context, row, name)) return null;
        return Add(new ExchangeNode(Reserve(name), kind, false, new EquatableArray<Input>([rows.Input]), row, mode), rows.Row, name);
    }

    private RowsValue? OnKeyed(KeyedValue keyed, InvocationExpressionSyntax call, SimpleNameSyntax name, IMethodSymbol method, Frame frame)
    {
        if (method.Name == "KeepFirst") return Keep(keyed.Rows, keyed.Key, "keep-first", KeptRows.First, name);
        if (method.Name == "KeepLast") return Keep(keyed.Rows, keyed.Key, "keep-last", KeptRows.Latest, name);
        if (Frame.Argument(call, method, 0) is not { } argument) return null;
        var rows = keyed.Rows;
        var inputs = new EquatableArray<Input>([rows.Input]);
        int id = Reserve(name);
        switch (method.Name)
        {
            case "Reduce":
                var row = context.Types.Read(rows.Row);
                if (!RowChecks.CheckStorable(context, row, name)) return null;
                return Add(new ReduceNode(id, "reduce", false, inputs, row, keyed.Key,
                    _lambdas.Read(argument, frame, $"__reduce{id}", method.Parameters[0].Type)), rows.Row, name);
            case "Aggregate":
                return Aggregate(id, "aggregate", keyed, null, argument, method, frame, name);
            default:
                context.Report(JobDiagnostics.UnknownCall, name, name.ToString());
                return null;
        }
    }

    private RowsValue? Keep(RowsValue rows, KeyModel key, string kind, KeptRows kept, SimpleNameSyntax name)
    {
        var row = context.Types.Read(rows.Row);
        if (!RowChecks.CheckStorable(context, row, name)) return null;
        return Add(new KeepNode(Reserve(name), kind, false, new EquatableArray<Input>([rows.Input]), row, key, kept), rows.Row, name);
    }

    private WindowedValue? Window(KeyedValue keyed, InvocationExpressionSyntax call, SimpleNameSyntax name, IMethodSymbol method, Frame frame)
    {
        if (Frame.Argument(call, method, 0) is not { } argument) return null;
        int id = Reserve(name);
        int window = _lambdas.ReadArgument(argument, frame, $"__window{id}", method.Parameters[0].Type);
        var kind = method.Parameters[0].Type.Name switch { "Sliding" => WindowKind.Sliding, "Session" => WindowKind.Session, _ => WindowKind.Tumbling };
        return _openWindows[id] = new WindowedValue(keyed, new WindowModel(window, kind, LateRows.Unsaid), id, name);
    }

    private WindowedValue Reopen(WindowedValue windowed, LateRows late) =>
        _openWindows[windowed.Node] = new WindowedValue(windowed.Keyed, windowed.Window with { Late = late }, windowed.Node, windowed.Place);

    private RowsValue? OnWindowed(WindowedValue windowed, InvocationExpressionSyntax call, SimpleNameSyntax name, IMethodSymbol method, Frame frame)
    {
        switch (method.Name)
        {
            case "Aggregate":
                if (Frame.Argument(call, method, 0) is not { } argument) return null;
                // A windowed stream used twice makes a second aggregate with windows of its own.
                int id = _openWindows.Remove(windowed.Node) ? windowed.Node : Reserve(name);
                return Aggregate(id, "window-aggregate", windowed.Keyed, windowed.Window, argument, method, frame, name);
            default:
                context.Report(JobDiagnostics.UnknownCall, name, name.ToString());
                return null;
        }
    }

    private RowsValue? Late(WindowedValue windowed, InvocationExpressionSyntax call, IMethodSymbol method, Frame frame)
    {
        if (method.Parameters[0].Type is not INamedTypeSymbol { TypeArguments.Length: 1 } stream) return null;
        var late = new RowsValue(new Input(windowed.Node, 1), stream.TypeArguments[0], call.ArgumentList);
        var target = Frame.Argument(call, method, 0) switch
        {
            DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax variable } => frame.Model.GetDeclaredSymbol(variable, context.Cancellation),
            IdentifierNameSyntax local => frame.Model.GetSymbolInfo(local, context.Cancellation).Symbol,
            _ => null,
        };
        if (target is ILocalSymbol) frame.Streams[target] = late;
        return late;
    }

    private RowsValue? Aggregate(int id, string kind, KeyedValue keyed, WindowModel? window, ExpressionSyntax argument, IMethodSymbol method, Frame frame, SimpleNameSyntax name)
    {
        var result = method.TypeArguments[0];
        if (!CheckRow(result, name)) return null;
        var type = context.Types.Read(result);
        var group = _groups.Read(argument, frame, id, keyed, result);
        if (group is null) return null;
        var node = new AggregateNode(id, kind, false, new EquatableArray<Input>([keyed.Rows.Input]), type, context.Types.Read(keyed.Rows.Row), keyed.Key, group, window);
        return Add(node, result, name);
    }

    private bool Rename(int node, InvocationExpressionSyntax call, Frame frame)
    {
        if (call.ArgumentList.Arguments.FirstOrDefault()?.Expression is not { } argument || context.Nodes[node] is not { } named) return false;
        if (frame.Model.GetConstantValue(argument, context.Cancellation) is not { HasValue: true, Value: string text } || text.Length == 0)
        {
            context.Report(JobDiagnostics.NameNotConstant, argument);
            return false;
        }
        context.Nodes[node] = named with { Name = text, IsNamed = true };
        return true;
    }

    /// <summary>Takes the next id for the node that the call will make.</summary>
    private int Reserve(SimpleNameSyntax name)
    {
        int id = context.Nodes.Count;
        context.Nodes.Add(null);
        context.Places[id] = name;
        return id;
    }

    private RowsValue Add(Node node, ITypeSymbol row, SimpleNameSyntax name)
    {
        context.Nodes[node.Id] = node;
        return new RowsValue(new Input(node.Id, 0), row, name);
    }

    private bool CheckRow(ITypeSymbol row, SyntaxNode place)
    {
        if (row is IErrorTypeSymbol) { context.Fail(); return false; }
        return RowChecks.Check(context, row, place);
    }
}
