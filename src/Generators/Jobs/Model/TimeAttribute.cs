namespace Millrace.Generators.Jobs.Model;

/// <summary>What the time of a stream's rows is.</summary>
internal enum TimeAttribute
{
    /// <summary>They have none.</summary>
    None,

    /// <summary>When they happened, as <c>EventTime</c> reads it from them, or the end of the window that they are the result of.</summary>
    Event,

    /// <summary>When they were read.</summary>
    Ingestion,

    /// <summary>When they come to the operator that asks.</summary>
    Processing,

    /// <summary>Processing time on one way, another time on another.</summary>
    Mixed,
}
