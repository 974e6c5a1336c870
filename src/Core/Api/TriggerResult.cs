namespace Millrace;

/// <summary>What a trigger does about the window of a key.</summary>
public enum TriggerResult
{
    /// <summary>Nothing.</summary>
    Continue,

    /// <summary>Sends a result; what the window holds stays, unless the job says <c>Discarding()</c>.</summary>
    Fire,

    /// <summary>Sends a result, and begins anew.</summary>
    FireAndPurge,

    /// <summary>Forgets what the window holds, without a result.</summary>
    Purge,
}
