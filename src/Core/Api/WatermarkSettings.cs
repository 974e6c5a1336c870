namespace Millrace;

/// <summary>How watermarks follow from rows, and what they wait for. Made with <see cref="Watermarks"/>; immutable.</summary>
public abstract record WatermarkSettings
{
    private protected WatermarkSettings() { }

    /// <summary>How far behind the highest time so far a row may come and still be in time; zero where something else says so.</summary>
    public Duration OutOfOrderness { get; private protected init; }

    /// <summary>
    /// How long an unbounded split may be silent before its watermark holds nobody back; zero for ever; null for what the job's options
    /// say.
    /// </summary>
    public Duration? Idleness { get; internal init; }

    /// <summary>How far a split may be ahead of the one of its group that is furthest behind before it is not read for a while; null for any.</summary>
    public Duration? MaxDrift { get; internal init; }

    /// <summary>The group of sources that <see cref="MaxDrift"/> compares with; empty for the source alone.</summary>
    public string DriftGroup { get; internal init; } = "";

    /// <summary>For plans: how watermarks are made, such as <c>bounded out-of-orderness 00:00:05</c>.</summary>
    public string Describe()
    {
        string text = How;
        if (Idleness is { } idleness) text += idleness > Duration.Zero ? $", idle after {idleness}" : ", never idle";
        if (MaxDrift is { } drift) text += $", at most {drift} ahead of " + (DriftGroup.Length == 0 ? "its other splits" : $"group '{DriftGroup}'");
        return text;
    }

    internal string How { get; init; } = "";
}
