using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Turns a call on a stream into a node of the plan.</summary>
internal sealed class OperatorReader
{
    private readonly ExtractContext _context;
    private readonly LambdaReader _lambdas;
    private readonly KeyedReader _keyed;
    private readonly WindowReader _windows;
    private readonly FunctionReader _functions;
    private readonly JoinReader _joins;
    private readonly RoutingReader _routing;
    private readonly ChainReader _chains;
    private readonly WatermarkReader _watermarks;
    private readonly AsyncReader _async;
    private readonly LoopReader _loops;

    public OperatorReader(ExtractContext context)
    {
        _context = context;
        _lambdas = new LambdaReader(context);
        var groups = new GroupReader(context);
        _keyed = new KeyedReader(_context, _lambdas, groups);
        _windows = new WindowReader(_context, _lambdas, groups);
        _functions = new FunctionReader(_context, _lambdas);
        _joins = new JoinReader(_context, _lambdas);
        _routing = new RoutingReader(_context, _lambdas);
        _chains = new ChainReader(_context, _lambdas);
        _watermarks = new WatermarkReader(_context, _lambdas);
        _async = new AsyncReader(_context, _lambdas);
        _loops = new LoopReader(_context);
    }

    /// <summary>Windows of which nothing has been computed so far.</summary>
    public IEnumerable<WindowedValue> OpenWindows => _windows.Open;

    /// <summary>Joins without a result so far.</summary>
    public IEnumerable<JoinValue> OpenJoins => _joins.Open;

    /// <summary>Connected streams without a function so far.</summary>
    public IEnumerable<ConnectedValue> OpenConnections => _functions.Open;

    /// <summary>Heads of loops that nothing comes back to so far.</summary>
    public IReadOnlyCollection<int> OpenLoops => _loops.Open;

    /// <summary>Reports what is only known to be missing when all calls have been read.</summary>
    public void ReportUnread()
    {
        _functions.ReportUnread();
        _loops.ReportOpen();
    }

    /// <summary>Null if the call could not be read; what is wrong has been reported, or is for the C# compiler to say.</summary>
    public StreamValue? Apply(StreamValue receiver, OperatorCall call)
    {
        switch (receiver, call.Method.Name)
        {
            case (BuilderValue, "From"): return From(call);
            case (RowsValue { Input: { Port: > 0 } } side, "Named") when _context.Nodes[side.Input.Node] is not SplitNode:
                // It would name, and may even come before, another operator than the reader sees.
                _context.Report(JobDiagnostics.NamedSideStream, call.Name);
                return null;
            case (RowsValue rows, "Named"): return Rename(rows.Input.Node, call) ? rows : null;
            case (EndValue end, "Named"): return Rename(end.Node, call) ? end : null;
            case (RowsValue rows, var method) when ChainReader.Reads(method): return _chains.Read(rows.Input.Node, rows.Input.Port, call) ? rows : null;
            case (EndValue end, var method) when ChainReader.Reads(method): return _chains.Read(end.Node, 0, call) ? end : null;
            case (RowsValue rows, _): return OnRows(rows, call);
            case (KeyedValue keyed, var method):
                keyed.Used = true;
                if (JoinReader.TryKind(method, out var kind)) return _joins.Begin(keyed, call, kind);
                return method switch
                {
                    "Window" => _windows.Window(keyed, call),
                    "Process" => _functions.Keyed(keyed, call),
                    "Connect" => _functions.Connect(keyed, call),
                    _ => _keyed.Read(keyed, call),
                };
            case (ConnectedValue connected, "Process"): return _functions.Connected(connected, call);
            case (WindowedValue windowed, _): return _windows.Read(windowed, call);
            case (JoinValue join, _): return _joins.Read(join, call);
            default: return null;
        }
    }

    private RowsValue? From(OperatorCall call)
    {
        if (call.Argument(0) is not { } argument) return null;
        var row = call.Method.TypeArguments[0];
        if (!RowChecks.CheckRow(_context, row, call.Name)) return null;
        int id = _context.Reserve(call.Name);
        var rowType = _context.Types.Read(row);
        if (Connector(argument, rowType, "source", call) is not { } connector) return null;
        int source = _lambdas.ReadArgument(argument, call.Frame, $"__source{id}", connector.IsOpen ? call.Type(0) : null);
        return _context.Add(new SourceNode(id, connector.IsOpen ? connector.NodeName : Names.OfConnector(connector.TypeName), false, rowType, connector, source), row, call.Name);
    }

    /// <summary>The connector of a source or sink; null, with a diagnostic, if it cannot have such rows.</summary>
    private ConnectorModel? Connector(ExpressionSyntax argument, TypeModel row, string kind, OperatorCall call)
    {
        if (ConnectorReader.Read(_context, argument, call.Frame, call.Type(0), kind) is not { } connector) return null;
        bool isKnown = connector.IsOpen ? RowChecks.CheckKnown(_context, row, connector.Known, call.Name) : connector.Arity < 2 || RowChecks.CheckStorable(_context, row, call.Name);
        return isKnown ? connector : null;
    }

    private StreamValue? OnRows(RowsValue rows, OperatorCall call)
    {
        var (name, method, frame) = (call.Name, call.Method, call.Frame);
        switch (method.Name)
        {
            case "Union": return Union(rows, call);
            case "Process": return _functions.Rows(rows, call);
            case "SelectAsync": return _async.Select(rows, call);
            case "Join" or "LeftJoin": return JoinReader.TryKind(method.Name, out var kind) ? _joins.Begin(rows, call, kind) : null;
            case "Lookup" or "LeftLookup": return _async.Lookup(rows, call);
            case "Broadcast": return new BroadcastValue(rows, call.Name);
            case "SideOutput": return _functions.SideOutput(rows, call);
            case "Iterate": return _loops.Begin(rows, call);
            case "CloseWith": return _loops.Close(rows, call);
            case "Rebalance": return Exchange(rows, "rebalance", ExchangeMode.Rebalance, call);
            case "Shuffle": return Exchange(rows, "shuffle", ExchangeMode.Shuffle, call);
            case "Rescale": return Exchange(rows, "rescale", ExchangeMode.Rescale, call);
            case "Partition": return _routing.Partition(rows, call);
            case "Split": return _routing.Split(rows, call);
            case "ProcessingTime":
                return _context.Add(new ProcessingTimeNode(_context.Reserve(call.Name), "processing-time", false, OperatorCall.From(rows), _context.Types.Read(rows.Row)), rows.Row, call.Name);
            case "IngestionTime":
                return _context.Add(new IngestionTimeNode(_context.Reserve(call.Name), "ingestion-time", false, OperatorCall.From(rows), _context.Types.Read(rows.Row)), rows.Row, call.Name);
            case "TopN" or "TopNWithTies": return _keyed.Top(rows, call);
            case "Distinct": return _keyed.Keep(rows, new KeyModel(_context.Types.Read(rows.Row), -1), "distinct", KeptRows.First, call);
        }
        if (call.Argument(0) is not { } argument) return null;
        var inputs = OperatorCall.From(rows);
        var row = _context.Types.Read(rows.Row);
        int id = _context.Reserve(name);
        switch (method.Name)
        {
            case "Where":
                return _context.Add(new WhereNode(id, "where", false, inputs, row, _lambdas.Read(argument, frame, $"__where{id}", call.Type(0))), rows.Row, name);
            case "Select":
                var selected = method.TypeArguments[0];
                if (!RowChecks.CheckRow(_context, selected, name)) return null;
                return _context.Add(new SelectNode(id, "select", false, inputs, _context.Types.Read(selected),
                    _lambdas.Read(argument, frame, $"__select{id}", call.Type(0))), selected, name);
            case "SelectMany":
                var collected = method.TypeArguments[0];
                if (!RowChecks.CheckRow(_context, collected, name)) return null;
                var collectedType = _context.Types.Read(collected);
                return _context.Add(new SelectManyNode(id, "select-many", false, inputs, collectedType,
                    _lambdas.ReadCollecting(argument, frame, $"__selectMany{id}", call.Type(0), $"__Collector{id}<TNext>",
                        $"<TNext> where TNext : struct, global::Millrace.Runtime.IOperator<{collectedType.Name}>")), collected, name);
            case "EventTime":
                if (call.Argument(1) is not { } outOfOrderness) return null;
                int time = _lambdas.Read(argument, frame, $"__eventTime{id}", call.Type(0));
                int slack = _lambdas.ReadArgument(outOfOrderness, frame, $"__outOfOrderness{id}", call.Type(1));
                return _context.Add(new EventTimeNode(id, "event-time", false, inputs, row, time, slack) { Watermarks = _watermarks.Read(outOfOrderness, call, id) }, rows.Row, name);
            case "WindowAll":
                _context.Nodes.RemoveAt(id);
                return _windows.WindowAll(rows, call);
            case "KeyBy":
                _context.Nodes.RemoveAt(id);
                var key = method.TypeArguments[0];
                var keyType = _context.Types.Read(key);
                if (!RowChecks.CheckStorable(_context, keyType, argument)) return null;
                return new KeyedValue(rows, key, new KeyModel(keyType, _lambdas.Read(argument, frame, _context.NameFor("__key"), call.Type(0))), name);
            case "To":
                if (Connector(argument, row, "sink", call) is not { } connector) return null;
                int sink = _lambdas.ReadArgument(argument, frame, $"__sink{id}", connector.IsOpen ? call.Type(0) : null);
                _context.Nodes[id] = new SinkNode(id, connector.IsOpen ? connector.NodeName : Names.OfConnector(connector.TypeName), false, inputs, row, connector, sink);
                return new EndValue(id);
            default:
                return _context.Unknown(call);
        }
    }

    private RowsValue Union(RowsValue rows, OperatorCall call)
    {
        int id = _context.Reserve(call.Name);
        var inputs = new[] { rows }.Concat(call.Streams.OfType<RowsValue>()).Select(stream => stream.Input).ToEquatable();
        return _context.Add(new UnionNode(id, "union", false, inputs, _context.Types.Read(rows.Row)), rows.Row, call.Name);
    }

    private RowsValue? Exchange(RowsValue rows, string kind, ExchangeMode mode, OperatorCall call)
    {
        var row = _context.Types.Read(rows.Row);
        if (!RowChecks.CheckStorable(_context, row, call.Name)) return null;
        return _context.Add(new ExchangeNode(_context.Reserve(call.Name), kind, false, OperatorCall.From(rows), row, mode), rows.Row, call.Name);
    }

    private bool Rename(int node, OperatorCall call)
    {
        if (call.Argument(0) is not { } argument || _context.Nodes[node] is not { } named) return false;
        if (call.Frame.ConstantOf(argument, _context.Cancellation) is not { HasValue: true, Value: string text } || text.Length == 0)
        {
            _context.Report(JobDiagnostics.NameNotConstant, call.Frame.PlaceOf(argument, _context.Cancellation));
            return false;
        }
        // What only unfolds what another keeps is without state; the name is for that other.
        if (named is SelectManyNode { IsUnfolding: true }) named = _context.Nodes[node = named.Inputs[0].Node]!;
        _context.NamedAt.Add((node, argument, call.Frame));
        _context.Nodes[node] = named with { Name = text, IsNamed = true };
        return true;
    }
}
