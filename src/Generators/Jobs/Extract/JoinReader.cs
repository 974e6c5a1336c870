using Microsoft.CodeAnalysis;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads joins and groups of two keyed streams: which rows are partners, what becomes of late rows, and the result.</summary>
internal sealed class JoinReader(ExtractContext context, LambdaReader lambdas)
{
    private readonly Dictionary<int, JoinValue> _open = [];
    private readonly HashSet<int> _described = [];
    private readonly CoGroupReader _groups = new(context, lambdas);

    /// <summary>Joins without a result so far.</summary>
    public IEnumerable<JoinValue> Open => _open.Values;

    /// <summary>The join that a method of a keyed stream begins; false if the method is no join.</summary>
    public static bool TryKind(string method, out JoinKind kind)
    {
        kind = method switch { "LeftJoin" => JoinKind.Left, "RightJoin" => JoinKind.Right, "FullJoin" or "CoGroup" => JoinKind.Full, _ => JoinKind.Inner };
        return kind != JoinKind.Inner || method == "Join";
    }

    /// <summary>Begins a join; null if the call could not be read.</summary>
    public JoinValue? Begin(KeyedValue left, OperatorCall call, JoinKind kind)
    {
        if (!TryReadSides(left, call, out var sides)) return null;
        int id = context.Reserve(call.Name);
        // A table needs no further word.
        return _open[id] = new JoinValue(left, call, kind, sides, id) { Method = call.Streams[0] is BroadcastValue ? "Broadcast" : null };
    }

    /// <summary>Begins the look-up of a stream's rows in a table; null if the call could not be read.</summary>
    public JoinValue? Begin(RowsValue left, OperatorCall call, JoinKind kind)
    {
        var key = call.Method.TypeArguments[1];
        if (call.Argument(1) is not { } argument || !RowChecks.CheckStorable(context, context.Types.Read(key), argument)) return null;
        var model = new KeyModel(context.Types.Read(key), lambdas.Read(argument, call.Frame, context.NameFor("__key"), call.Type(1)));
        return Begin(new KeyedValue(left, key, model, call.Name) { Used = true }, call, kind);
    }

    /// <summary>A call on a join; null if it could not be read.</summary>
    public StreamValue? Read(JoinValue join, OperatorCall call) => call.Method.Name switch
    {
        "TimeToLive" or "KeepForever" when join.Kind != JoinKind.Inner => Refuse(join, call),
        "Within" or "Window" or "AsOf" or "TimeToLive" or "KeepForever" => Describe(join, call),
        "DropLate" => join,
        "LateOutput" => LateOutput(join, call),
        "Select" => Select(join, call),
        "Process" => Process(join, call),
        _ => context.Unknown(call),
    };

    /// <summary>The call that says which rows are partners.</summary>
    private JoinValue Describe(JoinValue join, OperatorCall call)
    {
        var arguments = new List<NamedArgument>();
        // Streams brought together once may be joined in several ways.
        string again = _described.Add(join.Node) ? "" : $"_{context.Lambdas.Count}";
        for (int i = 0; i < call.Method.Parameters.Length; i++)
        {
            if (call.Argument(i) is not { } argument) continue;
            string parameter = call.Method.Parameters[i].Name;
            arguments.Add(new NamedArgument(parameter, lambdas.ReadArgument(argument, call.Frame, $"__{parameter}{join.Node}{again}", call.Type(i))));
        }
        var described = new JoinValue(join.Left, join.Call, join.Kind, join.Sides, join.Node) { Method = call.Method.Name, Arguments = arguments.ToEquatable() };
        if (context.Nodes[join.Node] is null) _open[join.Node] = described;
        return described;
    }

    private JoinValue? Refuse(JoinValue join, OperatorCall call)
    {
        context.Report(JobDiagnostics.OuterRegularJoin, call.Name, join.Call.Method.Name);
        return null;
    }

    private JoinValue? LateOutput(JoinValue join, OperatorCall call)
    {
        for (int side = 0; side < 2; side++)
        {
            if (call.Type(side) is not INamedTypeSymbol { TypeArguments.Length: 1 } stream) return null;
            if (call.Out(side, context.Cancellation) is not (ILocalSymbol or IParameterSymbol)) continue;
            context.AddSideStream(new RowsValue(new Input(join.Node, side + 1), stream.TypeArguments[0], call.Syntax.ArgumentList), call, side);
        }
        return join;
    }

    private RowsValue? Select(JoinValue join, OperatorCall call)
    {
        if (call.Argument(0) is not { } argument || call.Method.ReturnType is not INamedTypeSymbol { TypeArguments.Length: 1 } stream) return null;
        var selected = stream.TypeArguments[0];
        if (!RowChecks.CheckRow(context, selected, call.Name)) return null;
        if (!TryTake(join, call, out int id, out var sides)) return null;
        int selector = lambdas.Read(argument, call.Frame, $"__select{id}", call.Type(0));
        var (row, key) = (context.Types.Read(selected), join.Left.Key.Type);
        JoinNode? node = join.Method switch
        {
            "Within" => new IntervalJoinNode(id, "interval-join", false, sides, row, key, join.Kind, selector, join.Arguments),
            "Window" when join.Arguments.Count > 0 => new WindowJoinNode(id, "window-join", false, sides, row, key, join.Kind, selector, join.Arguments[0].Lambda),
            "TimeToLive" when join.Arguments.Count > 0 => new RegularJoinNode(id, "regular-join", false, sides, row, key, join.Kind, selector, join.Arguments, Ends: true),
            "KeepForever" => new RegularJoinNode(id, "regular-join", false, sides, row, key, join.Kind, selector, join.Arguments, Ends: false),
            "Broadcast" => new BroadcastJoinNode(id, "broadcast-join", false, sides, row, key, join.Kind, selector),
            "AsOf" => new TemporalJoinNode(id, "temporal-join", false, sides, row, key, join.Kind, selector),
            _ => null,
        };
        return node is null ? null : context.Add(node, selected, call.Name);
    }

    private RowsValue? Process(JoinValue join, OperatorCall call) => TryTake(join, call, out int id, out var sides) ? _groups.Read(id, join, sides, call) : null;

    /// <summary>The id and sides of a join's node; false if they could not be read.</summary>
    private bool TryTake(JoinValue join, OperatorCall call, out int id, out EquatableArray<Input> sides)
    {
        (id, sides) = (join.Node, join.Sides);
        if (_open.Remove(id)) return true;
        // A join used twice is a second join, with sides of its own.
        if (!TryReadSides(join.Left, join.Call, out sides)) return false;
        id = context.Reserve(call.Name);
        return true;
    }

    private bool TryReadSides(KeyedValue left, OperatorCall call, out EquatableArray<Input> sides) => call.Streams[0] is BroadcastValue table
        ? TwoInputReader.TryReadTable(context, lambdas, left, table, call, out sides)
        : TwoInputReader.TryRead(context, left, call, NameOf(call), out sides);

    private static string NameOf(OperatorCall call) => call.Method.Name == "CoGroup" ? "co-group" : "join";
}
