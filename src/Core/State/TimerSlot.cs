namespace Millrace.State;

/// <summary>A timer of a key.</summary>
/// <remarks>Setting it only writes its time; a check in time buckets, due at or before that, finds out whether it is still so. Hence moving and deleting cost nothing.</remarks>
public struct TimerSlot
{
    /// <summary>When it fires, in microseconds.</summary>
    internal long Time;

    /// <summary>When its earliest check is due.</summary>
    internal long Check;
}
