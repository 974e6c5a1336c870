namespace Millrace.Memory;

/// <summary>Keeps rows until the heap does so itself.</summary>
internal static class StateHeapText
{
    public static T Keep<T, TRecord>(this StateHeap heap, in T row) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        if (TRecord.HasText && TRecord.TextBytes(in row) != 0)
            throw new NotSupportedException($"The heap of account '{heap.Account.Name}' cannot keep long text yet.");
        return row;
    }
}
