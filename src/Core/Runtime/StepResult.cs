namespace Millrace.Runtime;

/// <summary>What a step of a subtask came to.</summary>
public enum StepResult
{
    /// <summary>Work was done and more may be at hand: run again soon.</summary>
    Progressed,

    /// <summary>There is no input: run again when some input, timer or control message wakes the subtask.</summary>
    Idle,

    /// <summary>An output has no room (or a device is not ready): run again when that wakes the subtask.</summary>
    Blocked,

    /// <summary>All input has been processed and all output handed over; never run again.</summary>
    Finished,
}
