namespace Millrace;

/// <summary>Where a hosted job is in its life.</summary>
public enum JobState
{
    /// <summary>The host has not started it yet.</summary>
    Waiting,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It came to the end of its input and its sinks have committed.</summary>
    Done,

    /// <summary>It failed; nothing was committed.</summary>
    Failed,

    /// <summary>It was cancelled, by the program or because the host stopped; nothing was committed.</summary>
    Cancelled,
}
