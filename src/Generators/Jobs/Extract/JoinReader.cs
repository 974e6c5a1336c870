using Microsoft.CodeAnalysis;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads joins of two keyed streams: which rows are partners, what becomes of late rows, and the result.</summary>
internal sealed class JoinReader(ExtractContext context, LambdaReader lambdas)
{
    private readonly Dictionary<int, JoinValue> _open = [];

    /// <summary>Joins without a result so far.</summary>
    public IEnumerable<JoinValue> Open => _open.Values;

    /// <summary>The join that a method of a keyed stream begins; false if the method is no join.</summary>
    public static bool TryKind(string method, out JoinKind kind)
    {
        kind = method switch { "LeftJoin" => JoinKind.Left, "RightJoin" => JoinKind.Right, "FullJoin" => JoinKind.Full, _ => JoinKind.Inner };
        return kind != JoinKind.Inner || method == "Join";
    }

    /// <summary>Begins a join; null if the call could not be read.</summary>
    public JoinValue? Begin(KeyedValue left, OperatorCall call, JoinKind kind)
    {
        if (!TwoInputReader.TryRead(context, left, call, "join", out var sides)) return null;
        int id = context.Reserve(call.Name);
        return _open[id] = new JoinValue(left, call, kind, sides, id);
    }

    /// <summary>A call on a join; null if it could not be read.</summary>
    public StreamValue? Read(JoinValue join, OperatorCall call) => call.Method.Name switch
    {
        "Within" or "Window" or "AsOf" => Describe(join, call),
        "DropLate" => join,
        "LateOutput" => LateOutput(join, call),
        "Select" => Select(join, call),
        _ => context.Unknown(call),
    };

    /// <summary>The call that says which rows are partners.</summary>
    private JoinValue Describe(JoinValue join, OperatorCall call)
    {
        var arguments = new List<NamedArgument>();
        for (int i = 0; i < call.Method.Parameters.Length; i++)
        {
            if (call.Argument(i) is not { } argument) continue;
            string parameter = call.Method.Parameters[i].Name;
            arguments.Add(new NamedArgument(parameter, lambdas.ReadArgument(argument, call.Frame, $"__{parameter}{join.Node}", call.Type(i))));
        }
        return _open[join.Node] = new JoinValue(join.Left, join.Call, join.Kind, join.Sides, join.Node) { Method = call.Method.Name, Arguments = arguments.ToEquatable() };
    }

    private JoinValue? LateOutput(JoinValue join, OperatorCall call)
    {
        for (int side = 0; side < 2; side++)
        {
            if (call.Type(side) is not INamedTypeSymbol { TypeArguments.Length: 1 } stream) return null;
            if (call.Out(side, context.Cancellation) is not ILocalSymbol) continue;
            context.AddSideStream(new RowsValue(new Input(join.Node, side + 1), stream.TypeArguments[0], call.Syntax.ArgumentList), call, side);
        }
        return join;
    }

    private RowsValue? Select(JoinValue join, OperatorCall call)
    {
        if (call.Argument(0) is not { } argument || call.Method.ReturnType is not INamedTypeSymbol { TypeArguments.Length: 1 } stream) return null;
        var selected = stream.TypeArguments[0];
        if (!RowChecks.CheckRow(context, selected, call.Name)) return null;
        int id = join.Node;
        var sides = join.Sides;
        if (!_open.Remove(id))
        {
            // A join used twice is a second join, with sides of its own.
            if (!TwoInputReader.TryRead(context, join.Left, join.Call, "join", out sides)) return null;
            id = context.Reserve(call.Name);
        }
        int selector = lambdas.Read(argument, call.Frame, $"__select{id}", call.Type(0));
        var (row, key) = (context.Types.Read(selected), join.Left.Key.Type);
        JoinNode? node = join.Method switch
        {
            "Within" => new IntervalJoinNode(id, "interval-join", false, sides, row, key, join.Kind, selector, join.Arguments),
            "Window" when join.Arguments.Count > 0 => new WindowJoinNode(id, "window-join", false, sides, row, key, join.Kind, selector, join.Arguments[0].Lambda),
            "AsOf" => new TemporalJoinNode(id, "temporal-join", false, sides, row, key, join.Kind, selector),
            _ => null,
        };
        return node is null ? null : context.Add(node, selected, call.Name);
    }
}
