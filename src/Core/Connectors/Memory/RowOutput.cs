namespace Millrace.Connectors;

/// <summary>One subtask's way out of the engine. Thread: the subtask's.</summary>
/// <typeparam name="T">The row type.</typeparam>
internal abstract class RowOutput<T>
{
    /// <summary>Hands over a row, or keeps what was made of it until there is room. The row's text is valid during the call.</summary>
    public abstract void Collect(in T row);

    /// <summary>Hands over what was kept; false if some is left, and the subtask will be woken.</summary>
    public abstract bool TryDrain();

    /// <summary>False if there should be no more rows; the subtask will be woken.</summary>
    public abstract bool HasRoom { get; }
}
