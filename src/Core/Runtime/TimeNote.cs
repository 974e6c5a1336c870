using Millrace.Operators;

namespace Millrace.Runtime;

/// <summary>For plans: how one operator makes watermarks, or what it waits for.</summary>
public sealed class TimeNote
{
    private readonly Func<string> _text;

    private TimeNote(string operatorName, Func<string> text)
    {
        Operator = operatorName;
        _text = text;
    }

    /// <summary>The operator.</summary>
    public string Operator { get; }

    /// <summary>What there is to say of it.</summary>
    public string Text => _text();

    /// <summary>Watermarks by the highest time.</summary>
    /// <param name="operatorName">The operator that gives rows their time.</param>
    /// <param name="sources">The sources of these rows.</param>
    /// <param name="outOfOrderness">How late a row may come.</param>
    public static TimeNote Watermarks(string operatorName, string sources, Duration outOfOrderness) =>
        Watermarks(operatorName, sources, Millrace.Watermarks.BoundedOutOfOrderness(outOfOrderness));

    /// <summary>Watermarks by a strategy.</summary>
    /// <inheritdoc cref="Watermarks(string, string, Duration)"/>
    /// <param name="operatorName">The operator that gives rows their time.</param>
    /// <param name="sources">The sources of these rows.</param>
    /// <param name="settings">The strategy.</param>
    public static TimeNote Watermarks(string operatorName, string sources, WatermarkSettings settings) =>
        new(operatorName, () => $"watermarks of {sources}: {settings.Describe()}{(settings.Idleness is null ? ", unbounded splits idle as the job's options say" : "")}");

    /// <summary>Watermarks that follow the clock.</summary>
    /// <param name="operatorName">The operator that gives rows their time.</param>
    /// <param name="sources">The sources of these rows.</param>
    public static TimeNote Ingestion(string operatorName, string sources) =>
        new(operatorName, () => $"watermarks of {sources}: the clock, when rows are read");

    /// <summary>When windows fire.</summary>
    /// <param name="operatorName">The window operator.</param>
    /// <param name="sources">The sources of its rows.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="byClock">True for windows of processing time.</param>
    public static TimeNote Window(string operatorName, string sources, WindowSpec windows, bool byClock)
    {
        return new(operatorName, () => $"{Describe()} fires when {(byClock ? "the clock" : $"the lowest watermark of {sources}")} has come to its end");

        string Describe() => windows.Kind switch
        {
            WindowKind.Tumbling => $"a window of {new Duration(windows.SizeUs)}",
            WindowKind.Sliding => $"a window of {new Duration(windows.SizeUs)}, one every {new Duration(windows.SlideUs)},",
            WindowKind.Session => $"a session with a gap of {new Duration(windows.SizeUs)}",
            _ => "a window",
        };
    }
}
