namespace Millrace.Operators;

/// <summary>What a window with a trigger keeps of a key.</summary>
internal struct TriggeredEntry<TAcc, TState> where TAcc : unmanaged where TState : unmanaged
{
    public TAcc Acc;
    public TState State;

    /// <summary>When the trigger wants to be woken, in microseconds.</summary>
    public long Wake;

    /// <summary>True if the accumulator holds a row.</summary>
    public bool HasRows;

    /// <summary>In batch mode: true if the trigger has fired, and the result is left to the window's end.</summary>
    public bool HasFired;
}
