namespace Millrace.Testing;

/// <summary>A row and when it comes; without a row, the end of a pause, or what the split says of event time, or a mark.</summary>
internal readonly record struct ScriptedRow<T>(long AtUs, T? Row, ScriptMark Mark = ScriptMark.None) where T : unmanaged
{
    /// <summary>The watermark that the split says, in microseconds; null for none.</summary>
    public long? Watermark { get; init; }

    /// <summary>True if the split says that it is idle.</summary>
    public bool IsIdle { get; init; }

    /// <summary>True if it has to be heard before further rows.</summary>
    public bool IsSaid => Watermark is not null || IsIdle;
}
