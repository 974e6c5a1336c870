using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>The head of a chunk of a <see cref="TimeList{T}"/>: behind it lie its slots, of which those from <see cref="Start"/> to before <see cref="End"/> are used, in order of time.</summary>
// Elements behind it begin at a multiple of 8.
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal unsafe struct TimeChunk<T> where T : unmanaged
{
    /// <summary>The first slot in use.</summary>
    public int Start;

    /// <summary>The slot behind the last in use.</summary>
    public int End;

    /// <summary>Number of slots.</summary>
    public int Capacity;

    /// <summary>The size of a chunk of so many slots, in bytes.</summary>
    public static int SizeOf(int capacity) => sizeof(TimeChunk<T>) + capacity * sizeof(TimeSlot<T>);

    /// <summary>A chunk without elements.</summary>
    /// <exception cref="MemoryExhaustedException">The heap's account is used up.</exception>
    public static TimeChunk<T>* New(int capacity, StateHeap heap)
    {
        var chunk = (TimeChunk<T>*)heap.Allocate(SizeOf(capacity));
        *chunk = new TimeChunk<T> { Capacity = capacity };
        return chunk;
    }

    /// <summary>A slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TimeSlot<T>* SlotAt(TimeChunk<T>* chunk, int index) => (TimeSlot<T>*)(chunk + 1) + index;

    /// <summary>The slot behind the last element at or before a time.</summary>
    public static int UpperBound(TimeChunk<T>* chunk, long time)
    {
        int low = chunk->Start, high = chunk->End;
        if (low == high || SlotAt(chunk, high - 1)->Time <= time) return high;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (SlotAt(chunk, middle)->Time <= time) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Moves elements apart and returns the free slot at <paramref name="at"/>, or in front of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TimeSlot<T>* Open(TimeChunk<T>* chunk, int at)
    {
        if (at == chunk->End && at < chunk->Capacity) return SlotAt(chunk, chunk->End++);
        return OpenInside(chunk, at);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TimeSlot<T>* OpenInside(TimeChunk<T>* chunk, int at)
    {
        if (chunk->End == chunk->Capacity)
        {
            // The front half is free: move down.
            int start = chunk->Start;
            Move(SlotAt(chunk, start), SlotAt(chunk, 0), chunk->End - start);
            chunk->Start = 0;
            chunk->End -= start;
            at -= start;
        }
        else if (chunk->Start > 0 && at - chunk->Start < chunk->End - at)
        {
            Move(SlotAt(chunk, chunk->Start), SlotAt(chunk, chunk->Start - 1), at - chunk->Start);
            chunk->Start--;
            return SlotAt(chunk, at - 1);
        }
        Move(SlotAt(chunk, at), SlotAt(chunk, at + 1), chunk->End - at);
        chunk->End++;
        return SlotAt(chunk, at);
    }

    /// <summary>Copies elements to slots that may be partly the same.</summary>
    public static void Move(TimeSlot<T>* from, TimeSlot<T>* to, int count)
    {
        long bytes = (long)count * sizeof(TimeSlot<T>);
        Buffer.MemoryCopy(from, to, bytes, bytes);
    }
}
