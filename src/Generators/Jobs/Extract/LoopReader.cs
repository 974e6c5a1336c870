using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads the two calls that make a loop.</summary>
internal sealed class LoopReader(ExtractContext context)
{
    private readonly List<int> _open = [];

    /// <summary>Heads of loops that nothing comes back to so far.</summary>
    public IReadOnlyCollection<int> Open => _open;

    /// <summary>The head of a loop; null if rows cannot be stored.</summary>
    public RowsValue? Begin(RowsValue rows, OperatorCall call)
    {
        var row = context.Types.Read(rows.Row);
        if (!RowChecks.CheckStorable(context, row, call.Name)) return null;
        int id = context.Reserve(call.Name);
        _open.Add(id);
        return context.Add(new ExchangeNode(id, "iterate", false, OperatorCall.From(rows), row, ExchangeMode.Iterate), rows.Row, call.Name);
    }

    /// <summary>The way back to a loop's head.</summary>
    public EndValue? Close(RowsValue loop, OperatorCall call)
    {
        if (call.Argument(0) is not { } argument || call.Streams.Count == 0 || call.Streams[0] is not RowsValue feedback) return null;
        int head = loop.Input.Node;
        if (!_open.Remove(head))
        {
            context.Report(JobDiagnostics.LoopClosedTwice, call.Name);
            return null;
        }
        int id = context.Reserve(argument);
        context.Nodes[id] = new ExchangeNode(id, "feedback", false, OperatorCall.From(feedback), context.Types.Read(feedback.Row), ExchangeMode.Feedback) { Loop = head };
        return new EndValue(id);
    }

    /// <summary>Reports loops that nothing comes back to.</summary>
    public void ReportOpen()
    {
        foreach (int loop in _open) context.Report(JobDiagnostics.LoopNotClosed, context.Places[loop]);
    }
}
