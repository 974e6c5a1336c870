namespace Millrace;

/// <summary>How a job treats its input.</summary>
public enum JobMode
{
    /// <summary>Rows are worked on as they come, and results follow as early as watermarks and triggers allow. Input may have no end.</summary>
    Streaming,

    /// <summary>
    /// All input has an end and is read to it: operators with state get their rows in order of event time, nothing is late, and every key
    /// and window has one result. Exchanges hold what does not fit into memory on disk.
    /// </summary>
    Batch,
}
