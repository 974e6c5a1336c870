namespace Millrace.Operators;

/// <summary>A row that waits for an answer, or for the rows before it. Pooled. Thread: its operator's.</summary>
internal sealed class LookupRow<TIn, TValue> : AsyncItem where TIn : unmanaged where TValue : class
{
    /// <summary>The row; its text is kept by the operator.</summary>
    public TIn Row;

    /// <summary>What was found, once it is done.</summary>
    public TValue? Value;

    /// <summary>The next row that waits for the same answer.</summary>
    public LookupRow<TIn, TValue>? NextWaiting;
}
