namespace Millrace.Runtime;

/// <summary>Where a subtask is in its cycle. Every change is a compare-and-swap, so that no wake-up is lost.</summary>
internal enum SubtaskState
{
    /// <summary>Nothing to do until something wakes it.</summary>
    Idle,

    /// <summary>In a ready queue, or about to be.</summary>
    Queued,

    /// <summary>A worker runs its step.</summary>
    Running,

    /// <summary>A worker runs its step, and something woke it meanwhile: it runs again.</summary>
    Notified,

    /// <summary>Never runs again.</summary>
    Finished,
}
