namespace Millrace.Memory;

/// <summary>
/// Variable-size memory for state (text of keys and accumulators, lists, sets) drawn from an account. Thread: its operator's.
/// </summary>
public sealed class StateHeap(MemoryAccount account)
{
    /// <summary>The account that the heap draws on.</summary>
    public MemoryAccount Account { get; } = account;
}
