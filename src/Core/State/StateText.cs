namespace Millrace.State;

/// <summary>
/// Keeps values with text in state. A class, so that the types users see need not say how a value is laid out; only written values
/// that can hold text come here, and there is one implementation per type, which the JIT calls directly.
/// </summary>
internal abstract class StateText<T> where T : unmanaged
{
    /// <summary>A copy whose text belongs to state.</summary>
    public abstract T Keep(in T value);

    /// <summary>Gives up a copy; rows on their way may still use its text.</summary>
    public abstract void Retire(in T kept);
}
