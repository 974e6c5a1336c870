namespace Millrace.Memory;

/// <summary>
/// Memory of a heap that state no longer needs but rows on their way may still point at: freed all at once, when none is left.
/// Thread: its operator's.
/// </summary>
/// <param name="heap">The heap that it goes back to.</param>
public sealed unsafe class RetiredMemory(StateHeap heap)
{
    private Block[] _blocks = new Block[16];

    /// <summary>The heap that it goes back to.</summary>
    public StateHeap Heap { get; } = heap;

    /// <summary>Number of blocks that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Takes the text of a row that <see cref="StateHeap.Keep"/> returned.</summary>
    public void Add<T, TRecord>(in T kept) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        if (StateHeap.TextOf<T, TRecord>(in kept, out int sizeBytes) is var block && block != null) Add(block, sizeBytes);
    }

    /// <summary>Takes a block of the heap.</summary>
    public void Add(byte* block, int sizeBytes)
    {
        if (block == null) return;
        if (Count == _blocks.Length) Array.Resize(ref _blocks, 2 * Count);
        _blocks[Count++] = new Block { Address = block, SizeBytes = sizeBytes };
    }

    /// <summary>Frees all that waits.</summary>
    public void Free()
    {
        for (int i = 0; i < Count; i++) Heap.Free(_blocks[i].Address, _blocks[i].SizeBytes);
        Count = 0;
    }

    private struct Block
    {
        public byte* Address;
        public int SizeBytes;
    }
}
