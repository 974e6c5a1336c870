namespace Millrace.State;

/// <summary>What the engine keeps of a key beside its state.</summary>
public struct StateHeader
{
    /// <summary>A bit for each field that has a value, is not empty, or is set.</summary>
    internal ulong Present;

    /// <summary>Checks of the key's timers that are still to come; their keys are the table's own, so it keeps the key until the last.</summary>
    internal int Checks;

    /// <summary>A bit for each timer that has a check at <see cref="TimerSlot.Check"/>.</summary>
    internal uint Checked;
}
