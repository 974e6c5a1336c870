using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>
/// A map in a state heap: 16 bytes that can stand in an accumulator or an entry of state. All zero: empty. Freed with its heap.
/// </summary>
/// <remarks>Open addressing in one block of tags, keys and values, which doubles when three quarters full; so very large maps stall for a moment when they grow.</remarks>
/// <typeparam name="TKey">The key; its long text is kept in the heap.</typeparam>
/// <typeparam name="TKeyRecord">How to hash, compare and move keys.</typeparam>
/// <typeparam name="TValue">The value; its text is the caller's affair.</typeparam>
public unsafe struct NativeMap<TKey, TKeyRecord, TValue> where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TValue : unmanaged
{
    private const int FirstSlots = 4;

    private byte* _block;
    private int _slots;
    private int _count;

    /// <summary>Number of keys.</summary>
    public readonly int Count => _count;

    /// <summary>Number of slots: positions to enumerate are from 0 to less than this.</summary>
    public readonly int Slots => _slots;

    /// <summary>The value of a key, zero if it has just been added; valid until the next key is added or removed.</summary>
    /// <exception cref="MemoryExhaustedException">The map cannot grow; it is as it was.</exception>
    public ref TValue GetOrAdd(scoped in TKey key, StateHeap heap, out bool added)
    {
        uint tag = TagOf(in key);
        int slot = _slots == 0 ? -1 : FindSlot(in key, tag);
        added = slot < 0 || Tags[slot] == 0;
        if (added)
        {
            if (_count >= _slots - (_slots >> 2))
            {
                Grow(heap);
                slot = FindSlot(in key, tag);
            }
            Keys[slot] = heap.Keep<TKey, TKeyRecord>(in key);
            Values[slot] = default;
            Tags[slot] = tag;
            _count++;
        }
        return ref Values[slot];
    }

    /// <summary>The value of a key; a null reference if there is none. Valid until the next key is added or removed.</summary>
    public readonly ref TValue Find(in TKey key)
    {
        if (_count == 0) return ref Unsafe.NullRef<TValue>();
        int slot = FindSlot(in key, TagOf(in key));
        return ref Tags[slot] == 0 ? ref Unsafe.NullRef<TValue>() : ref Values[slot];
    }

    /// <summary>Removes a key; false if there is none. The text of the key stays in the heap: it is the caller's to free.</summary>
    public bool Remove(in TKey key, out TKey removed, out TValue value)
    {
        removed = default;
        value = default;
        if (_count == 0) return false;
        int hole = FindSlot(in key, TagOf(in key));
        if (Tags[hole] == 0) return false;
        removed = Keys[hole];
        value = Values[hole];
        // Backward shift: move up every key of the run that may stand in the hole, so that no marker is needed.
        int mask = _slots - 1;
        for (int next = (hole + 1) & mask; Tags[next] != 0; next = (next + 1) & mask)
        {
            if (((next - HomeOf(Tags[next])) & mask) < ((next - hole) & mask)) continue;
            Tags[hole] = Tags[next];
            Keys[hole] = Keys[next];
            Values[hole] = Values[next];
            hole = next;
        }
        Tags[hole] = 0;
        _count--;
        return true;
    }

    /// <summary>Moves to the next slot in use, starting with <paramref name="slot"/> + 1; false at the end. Start with -1.</summary>
    public readonly bool MoveNext(ref int slot)
    {
        while (++slot < _slots)
            if (Tags[slot] != 0) return true;
        return false;
    }

    /// <summary>True for a slot in use.</summary>
    public readonly bool IsUsed(int slot) => Tags[slot] != 0;

    /// <summary>The key of a slot in use.</summary>
    public readonly ref readonly TKey KeyAt(int slot) => ref Keys[slot];

    /// <summary>The value of a slot in use.</summary>
    public readonly ref TValue ValueAt(int slot) => ref Values[slot];

    /// <summary>Frees the map and its keys' text; what values point at is the caller's affair. The map is empty afterwards.</summary>
    public void Release(StateHeap heap)
    {
        if (_block == null) return;
        for (int slot = 0; TKeyRecord.HasText && slot < _slots; slot++)
            if (Tags[slot] != 0) heap.Release<TKey, TKeyRecord>(in Keys[slot]);
        heap.Free(_block, (int)SizeOf(_slots));
        this = default;
    }

    /// <summary>Gives up the block, which rows on their way may still point at; keys' text is the caller's affair. The map is empty afterwards.</summary>
    public void Release(RetiredMemory retired)
    {
        if (_block != null) retired.Add(_block, (int)SizeOf(_slots));
        this = default;
    }

    /// <summary>Most bytes that <see cref="Move"/> takes.</summary>
    public readonly int TextBytes
    {
        get
        {
            if (_count == 0) return 0;
            int sizeBytes = TextArea.BytesForBlock(SizeOf(_slots));
            for (int slot = -1; TKeyRecord.HasText && MoveNext(ref slot);) sizeBytes = checked(sizeBytes + TKeyRecord.TextBytes(in Keys[slot]));
            return sizeBytes;
        }
    }

    /// <summary>Copies the map and its keys' text to <paramref name="area"/>; what values point at stays. To be read there, not added to.</summary>
    public void Move(ref TextArea area)
    {
        if (_count == 0)
        {
            this = default;
            return;
        }
        if (!area.TryTake(_block, SizeOf(_slots), out byte* at)) return;
        Buffer.MemoryCopy(_block, at, SizeOf(_slots), SizeOf(_slots));
        _block = at;
        for (int slot = 0; slot < _slots; slot++)
        {
            if (Tags[slot] != 0)
            {
                if (TKeyRecord.HasText) TKeyRecord.MoveText(ref Keys[slot], ref area);
                continue;
            }
            // Whatever was there before must not leave the process.
            Keys[slot] = default;
            Values[slot] = default;
        }
    }

    /// <summary>Follows the map, which has moved. Throws <see cref="InvalidDataException"/> if it is not what <see cref="Move"/> wrote, inside the block.</summary>
    public void Rebase(in Rebase rebase)
    {
        if (_count == 0)
        {
            this = default;
            return;
        }
        // A map without free slots would be searched for ever.
        if (_slots < FirstSlots || !BitOperations.IsPow2(_slots) || _count < 0 || _count > _slots - (_slots >> 2)) ThrowCorrupt();
        _block = rebase.Apply(_block, SizeOf(_slots));
        int count = 0;
        for (int slot = -1; MoveNext(ref slot); count++)
            if (TKeyRecord.HasText) TKeyRecord.Rebase(ref Keys[slot], in rebase);
        if (count != _count) ThrowCorrupt();
    }

    private static void ThrowCorrupt() => throw new InvalidDataException("A set or map is not what was written; the block is corrupt.");

    private readonly uint* Tags => (uint*)_block;

    // Slots are a multiple of four, so keys are aligned.
    private readonly TKey* Keys => (TKey*)(_block + _slots * sizeof(uint));

    private readonly TValue* Values => (TValue*)(_block + ValuesAt(_slots));

    private static long ValuesAt(long slots) => (slots * (sizeof(uint) + sizeof(TKey)) + 7) & ~7L;

    private static long SizeOf(long slots) => ValuesAt(slots) + slots * sizeof(TValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint TagOf(in TKey key) => (uint)(TKeyRecord.Hash(in key) >> 32) | 1;

    // The high bits choose the slot, so that keys merged in slot order of a smaller map still spread.
    private readonly int HomeOf(uint tag) => (int)((tag * 0x9e3779b9u) & (uint)(_slots - 1));

    private readonly int FindSlot(in TKey key, uint tag)
    {
        int slot = HomeOf(tag);
        while (Tags[slot] != 0 && (Tags[slot] != tag || !TKeyRecord.AreEqual(in Keys[slot], in key)))
            slot = (slot + 1) & (_slots - 1);
        return slot;
    }

    private void Grow(StateHeap heap)
    {
        int slots = Math.Max(FirstSlots, _slots * 2);
        long bytes = SizeOf(slots);
        if (bytes > Segment.MaxRowBytes - 64)
            throw new MemoryExhaustedException(
                $"A set or map of {_count:N0} entries in account '{heap.Account.Name}' cannot grow: it would take more than {Segment.MaxRowBytes:N0} bytes. Keep fewer per key (shorter windows, a finer key).")
            { AccountName = heap.Account.Name };
        var old = this;
        _block = heap.Allocate((int)bytes);
        _slots = slots;
        NativeMemory.Clear(_block, (nuint)(slots * sizeof(uint)));
        for (int i = 0; i < old._slots; i++)
        {
            if (old.Tags[i] == 0) continue;
            int slot = FindSlot(in old.Keys[i], old.Tags[i]);
            Tags[slot] = old.Tags[i];
            Keys[slot] = old.Keys[i];
            Values[slot] = old.Values[i];
        }
        if (old._block != null) heap.Free(old._block, (int)SizeOf(old._slots));
    }
}
