using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>
/// A set of values in a state heap: 16 bytes that can stand in an accumulator. All zero: empty. Freed with its heap.
/// </summary>
/// <remarks>Open addressing in one block of tags and values, which doubles when three quarters full; so very large sets stall for a moment when they grow.</remarks>
/// <typeparam name="T">The value; its long text is kept in the heap.</typeparam>
/// <typeparam name="TRecord">How to hash, compare and move values.</typeparam>
public unsafe struct NativeSet<T, TRecord> where T : unmanaged where TRecord : struct, IRecord<T>
{
    private const int FirstSlots = 4;

    private byte* _block;
    private int _slots;
    private int _count;

    /// <summary>Number of values.</summary>
    public readonly int Count => _count;

    /// <summary>Adds a value; false if it is there already. Throws <see cref="MemoryExhaustedException"/> if the set cannot grow.</summary>
    public bool Add(in T value, StateHeap heap)
    {
        if (_count >= _slots - (_slots >> 2)) Grow(heap);
        uint tag = TagOf(in value);
        int slot = FindSlot(in value, tag);
        if (Tags[slot] != 0) return false;
        Values[slot] = heap.Keep<T, TRecord>(in value);
        Tags[slot] = tag;
        _count++;
        return true;
    }

    /// <summary>Adds all values of another set.</summary>
    public void UnionWith(in NativeSet<T, TRecord> other, StateHeap heap)
    {
        for (int slot = 0; slot < other._slots; slot++)
            if (other.Tags[slot] != 0) Add(in other.Values[slot], heap);
    }

    /// <summary>Frees the set and its values' text; it must not be used afterwards.</summary>
    public readonly void Release(StateHeap heap)
    {
        if (_block == null) return;
        for (int slot = 0; TRecord.HasText && slot < _slots; slot++)
            if (Tags[slot] != 0) heap.Release<T, TRecord>(in Values[slot]);
        heap.Free(_block, (int)((long)_slots * (sizeof(uint) + sizeof(T))));
    }

    private readonly uint* Tags => (uint*)_block;

    // Slots are a multiple of four, so values stay aligned.
    private readonly T* Values => (T*)(_block + _slots * sizeof(uint));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint TagOf(in T value) => (uint)(TRecord.Hash(in value) >> 32) | 1;

    private readonly int FindSlot(in T value, uint tag)
    {
        // The high bits choose the slot, so that values merged in slot order of a smaller set still spread.
        int slot = (int)((uint)(tag * 0x9e3779b9u) & (uint)(_slots - 1));
        while (Tags[slot] != 0 && (Tags[slot] != tag || !TRecord.AreEqual(in Values[slot], in value)))
            slot = (slot + 1) & (_slots - 1);
        return slot;
    }

    private void Grow(StateHeap heap)
    {
        int slots = Math.Max(FirstSlots, _slots * 2);
        long bytes = (long)slots * (sizeof(uint) + sizeof(T));
        if (bytes > Segment.MaxRowBytes)
            throw new MemoryExhaustedException(
                $"A set of {_count:N0} distinct values in account '{heap.Account.Name}' cannot grow: it would take more than {Segment.MaxRowBytes:N0} bytes. Count fewer values exactly (shorter windows, a finer key).")
            { AccountName = heap.Account.Name };
        var old = this;
        _block = heap.Allocate((int)bytes);
        _slots = slots;
        NativeMemory.Clear(_block, (nuint)(slots * sizeof(uint)));
        for (int i = 0; i < old._slots; i++)
        {
            if (old.Tags[i] == 0) continue;
            int slot = FindSlot(in old.Values[i], old.Tags[i]);
            Tags[slot] = old.Tags[i];
            Values[slot] = old.Values[i];
        }
        if (old._block != null) heap.Free(old._block, (int)((long)old._slots * (sizeof(uint) + sizeof(T))));
    }
}
