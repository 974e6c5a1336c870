using Microsoft.CodeAnalysis;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads windows: how they are described, what becomes of late rows, and what is computed per window.</summary>
internal sealed class WindowReader(ExtractContext context, LambdaReader lambdas, GroupReader groups)
{
    private readonly Dictionary<int, WindowedValue> _open = [];

    /// <summary>Windows of which nothing has been computed so far.</summary>
    public IEnumerable<WindowedValue> Open => _open.Values;

    /// <summary>The windows of a keyed stream; null if the call could not be read.</summary>
    public WindowedValue? Window(KeyedValue keyed, OperatorCall call)
    {
        if (call.Argument(0) is not { } argument) return null;
        int id = context.Reserve(call.Name);
        int window = lambdas.ReadArgument(argument, call.Frame, $"__window{id}", call.Type(0));
        var kind = call.Type(0).Name switch { "Sliding" => WindowKind.Sliding, "Session" => WindowKind.Session, _ => WindowKind.Tumbling };
        return _open[id] = new WindowedValue(keyed, new WindowModel(window, kind, LateRows.Unsaid), id, call.Name);
    }

    /// <summary>A call on windows; null if it could not be read.</summary>
    public StreamValue? Read(WindowedValue windowed, OperatorCall call) => call.Method.Name switch
    {
        "DropLate" => Reopen(windowed, LateRows.Drop),
        "LateOutput" => LateOutput(windowed, call),
        "Aggregate" => Aggregate(windowed, call),
        "TopN" => TopN(windowed, call),
        _ => context.Unknown(call),
    };

    private WindowedValue Reopen(WindowedValue windowed, LateRows late) =>
        _open[windowed.Node] = new WindowedValue(windowed.Keyed, windowed.Window with { Late = late }, windowed.Node, windowed.Place);

    private WindowedValue? LateOutput(WindowedValue windowed, OperatorCall call)
    {
        if (!RowChecks.CheckStorable(context, context.Types.Read(windowed.Keyed.Rows.Row), call.Name)) return null;
        if (call.Type(0) is not INamedTypeSymbol { TypeArguments.Length: 1 } stream) return null;
        context.AddSideStream(new RowsValue(new Input(windowed.Node, 1), stream.TypeArguments[0], call.Syntax.ArgumentList), call, 0);
        return Reopen(windowed, LateRows.Output);
    }

    private RowsValue? TopN(WindowedValue windowed, OperatorCall call)
    {
        int id = _open.Remove(windowed.Node) ? windowed.Node : context.Reserve(call.Name);
        return groups.ReadTop(id, windowed.Keyed, windowed.Window, call);
    }

    private RowsValue? Aggregate(WindowedValue windowed, OperatorCall call)
    {
        if (call.Argument(0) is not { } argument) return null;
        // A windowed stream used twice makes a second aggregate with windows of its own.
        int id = _open.Remove(windowed.Node) ? windowed.Node : context.Reserve(call.Name);
        return groups.ReadNode(id, "window-aggregate", windowed.Keyed, windowed.Window, argument, call);
    }
}
