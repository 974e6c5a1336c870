namespace Millrace;

/// <summary>What a host does when one of its jobs fails.</summary>
public enum JobFailurePolicy
{
    /// <summary>The failure is logged and the host shuts down with exit code 1, so that whoever watches it can restart it.</summary>
    StopHost,

    /// <summary>The failure is logged and the host goes on; <see cref="JobHandle{TJob}.State"/> says what happened.</summary>
    KeepRunning,
}
