using Microsoft.CodeAnalysis;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads windows: how they are described, what becomes of late rows, and what is computed per window.</summary>
internal sealed class WindowReader(ExtractContext context, LambdaReader lambdas, GroupReader groups)
{
    private readonly Dictionary<int, WindowedValue> _open = [];
    private readonly FiringReader _firings = new(context, lambdas);
    private readonly ProcessReader _processes = new(context, lambdas);
    private readonly FoldReader _folds = new(context, lambdas);

    /// <summary>Windows of which nothing has been computed so far.</summary>
    public IEnumerable<WindowedValue> Open => _open.Values;

    /// <summary>The windows of a keyed stream; null if the call could not be read.</summary>
    public WindowedValue? Window(KeyedValue keyed, OperatorCall call)
    {
        if (call.Argument(0) is not { } argument) return null;
        int id = context.Reserve(call.Name);
        int window = lambdas.ReadArgument(argument, call.Frame, $"__window{id}", call.Type(0));
        var kind = call.Type(0).Name switch
        {
            "Sliding" => WindowKind.Sliding,
            "Session" => WindowKind.Session,
            "Global" => WindowKind.Global,
            "TumblingCount" => WindowKind.TumblingCount,
            "SlidingCount" => WindowKind.SlidingCount,
            "Cumulating" => WindowKind.Cumulating,
            _ => WindowKind.Tumbling,
        };
        return _open[id] = new WindowedValue(keyed, new WindowModel(window, kind, LateRows.Unsaid), id, call.Name);
    }

    /// <summary>The windows of all rows of a stream.</summary>
    public WindowedValue? WindowAll(RowsValue rows, OperatorCall call) =>
        call.Method.ReturnType is INamedTypeSymbol { TypeArguments.Length: 2 } windowed
            ? Window(new KeyedValue(rows, windowed.TypeArguments[1], KeyModel.One, call.Name) { Used = true }, call)
            : null;

    /// <summary>A call on windows; null if it could not be read.</summary>
    public StreamValue? Read(WindowedValue windowed, OperatorCall call) => call.Method.Name switch
    {
        "DropLate" => Reopen(windowed, LateRows.Drop),
        "LateOutput" => LateOutput(windowed, call),
        "Aggregate" => Aggregate(windowed, call),
        "Process" => _processes.Read(IdOf(windowed, call), windowed, call),
        "Reduce" or "Fold" => _folds.Read(IdOf(windowed, call), windowed, call),
        "AllowedLateness" or "EarlyEvery" or "EarlyByClock" or "EarlyAfterQuiet" or "Accumulating" or "Discarding" or "Trigger" => Fire(windowed, call),
        "TopN" or "TopNWithTies" => TopN(windowed, call),
        "Evict" => Evict(windowed, call),
        _ => context.Unknown(call),
    };

    private WindowedValue Reopen(WindowedValue windowed, LateRows late) =>
        _open[windowed.Node] = new WindowedValue(windowed.Keyed, windowed.Window with { Late = late }, windowed.Node, windowed.Place);

    private WindowedValue? Fire(WindowedValue windowed, OperatorCall call) => _firings.Read(windowed.Window, call) is { } window
        ? _open[windowed.Node] = new WindowedValue(windowed.Keyed, window, windowed.Node, windowed.Place)
        : null;

    private WindowedValue? Evict(WindowedValue windowed, OperatorCall call)
    {
        if (call.Argument(0) is not { } argument) return null;
        int evictor = lambdas.ReadArgument(argument, call.Frame, context.NameFor("__evict"), call.Type(0));
        if (evictor < 0) return null;
        return _open[windowed.Node] = new WindowedValue(windowed.Keyed, windowed.Window, windowed.Node, windowed.Place) { Evictor = new Evictor(evictor, call.Type(0).Name == "EvictByTime") };
    }

    private WindowedValue? LateOutput(WindowedValue windowed, OperatorCall call)
    {
        if (!RowChecks.CheckStorable(context, context.Types.Read(windowed.Keyed.Rows.Row), call.Name)) return null;
        if (call.Type(0) is not INamedTypeSymbol { TypeArguments.Length: 1 } stream) return null;
        context.AddSideStream(new RowsValue(new Input(windowed.Node, 1), stream.TypeArguments[0], call.Syntax.ArgumentList), call, 0);
        return Reopen(windowed, LateRows.Output);
    }

    // A windowed stream used twice makes a second aggregate with windows of its own.
    private int IdOf(WindowedValue windowed, OperatorCall call) => _open.Remove(windowed.Node) ? windowed.Node : context.Reserve(call.Name);

    /// <summary>The expression of an evictor before an aggregate; -1 if there is none.</summary>
    public static int EvictorOf(ExtractContext context, int id, WindowedValue windowed)
    {
        if (windowed.Evictor is { ByTime: true }) context.EvictsByTime.Add(id);
        return windowed.Evictor?.Argument ?? -1;
    }

    private RowsValue? TopN(WindowedValue windowed, OperatorCall call) => groups.ReadTop(IdOf(windowed, call), windowed.Keyed, windowed.Window, call);

    private RowsValue? Aggregate(WindowedValue windowed, OperatorCall call)
    {
        if (call.Argument(0) is not { } argument) return null;
        int id = IdOf(windowed, call);
        return groups.ReadNode(id, "window-aggregate", windowed.Keyed, windowed.Window, argument, call, EvictorOf(context, id, windowed));
    }
}
