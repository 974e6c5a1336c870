namespace Millrace.Memory;

/// <summary>
/// A set of values in a state heap: 16 bytes that can stand in an accumulator. All zero: empty. Freed with its heap.
/// </summary>
/// <typeparam name="T">The value; its long text is kept in the heap.</typeparam>
/// <typeparam name="TRecord">How to hash, compare and move values.</typeparam>
public struct NativeSet<T, TRecord> where T : unmanaged where TRecord : struct, IRecord<T>
{
    private NativeMap<T, TRecord, byte> _map;

    /// <summary>Number of values.</summary>
    public readonly int Count => _map.Count;

    /// <summary>Adds a value; false if it is there already. Throws <see cref="MemoryExhaustedException"/> if the set cannot grow.</summary>
    public bool Add(in T value, StateHeap heap)
    {
        _map.GetOrAdd(in value, heap, out bool added);
        return added;
    }

    /// <summary>Adds all values of another set.</summary>
    public void UnionWith(in NativeSet<T, TRecord> other, StateHeap heap)
    {
        for (int slot = -1; other._map.MoveNext(ref slot);) Add(in other._map.KeyAt(slot), heap);
    }

    /// <summary>Most bytes that <see cref="Move"/> takes.</summary>
    public readonly int TextBytes => _map.TextBytes;

    /// <summary>Copies the set and its values' text to <paramref name="area"/>. To be read there, not added to.</summary>
    public void Move(ref TextArea area) => _map.Move(ref area);

    /// <summary>Follows the set, which has moved. Throws <see cref="InvalidDataException"/> if it is not what <see cref="Move"/> wrote, inside the block.</summary>
    public void Rebase(in Rebase rebase) => _map.Rebase(in rebase);

    /// <summary>Frees the set and its values' text; it must not be used afterwards.</summary>
    public void Release(StateHeap heap) => _map.Release(heap);
}
