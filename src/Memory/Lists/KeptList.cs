using System.Numerics;

namespace Millrace.Memory;

/// <summary>
/// A list in a state heap: 16 bytes that can stand in an accumulator and cross an exchange. All zero: empty. Freed with its heap.
/// </summary>
/// <remarks>Room is always a power of two, from four elements on, so that the count tells how large the block is.</remarks>
/// <typeparam name="T">Type of the elements; their long text is kept in the heap.</typeparam>
/// <typeparam name="TRecord">How to move elements.</typeparam>
public unsafe struct KeptList<T, TRecord> where T : unmanaged where TRecord : struct, IRecord<T>
{
    private const int LeastRoom = 4;

    private RecordList<T> _elements;

    /// <summary>Number of elements.</summary>
    public readonly int Count => _elements.Count;

    /// <summary>The elements. Valid until the list changes.</summary>
    public readonly ReadOnlySpan<T> Span => _elements.Span;

    /// <summary>Most bytes that <see cref="Move"/> takes.</summary>
    public readonly int TextBytes => TextArea.BytesFor<T, TRecord>(in _elements);

    /// <summary>
    /// Inserts an element, whose text is copied; if there are <paramref name="most"/> already, the last leaves. Throws
    /// <see cref="MemoryExhaustedException"/> if there is no memory to grow.
    /// </summary>
    /// <param name="index">From 0 to <see cref="Count"/>; less than <paramref name="most"/>.</param>
    /// <param name="element">The element.</param>
    /// <param name="most">How many to keep.</param>
    /// <param name="heap">The heap of the list.</param>
    public void Insert(int index, in T element, int most, StateHeap heap)
    {
        int count = Count;
        T kept = heap.Keep<T, TRecord>(in element);
        T* elements = _elements.Elements;
        if (count == most)
        {
            heap.Release<T, TRecord>(in elements[--count]);
        }
        else if (count == 0 || RoomFor(count + 1) > RoomFor(count))
        {
            elements = (T*)heap.Allocate(BytesFor(count + 1));
            Span.CopyTo(new Span<T>(elements, count));
            if (count > 0) heap.Free((byte*)_elements.Elements, BytesFor(count));
        }
        new Span<T>(elements + index, count - index).CopyTo(new Span<T>(elements + index + 1, count - index));
        elements[index] = kept;
        _elements = new RecordList<T>(elements, count + 1);
    }

    /// <summary>
    /// Takes in elements, whose text is copied, where both they and the list are in order; behind those that are equal. Throws
    /// <see cref="MemoryExhaustedException"/> if there is no memory for them; then the list must not be used any more.
    /// </summary>
    /// <param name="others">The elements, not those of this list.</param>
    /// <param name="heap">The heap of the list.</param>
    public void Merge(ReadOnlySpan<T> others, StateHeap heap)
    {
        if (others.IsEmpty) return;
        int count = Count, total = checked(count + others.Length);
        T* elements = _elements.Elements;
        T* merged = count > 0 && RoomFor(total) == RoomFor(count) ? elements : (T*)heap.Allocate(BytesFor(total));
        // From the back, so that it works in place.
        int left = count;
        for (int taken = others.Length; taken > 0;)
        {
            bool isOwnLast = left > 0 && TRecord.Compare(in others[taken - 1], in elements[left - 1]) < 0;
            T* to = merged + left + taken - 1;
            *to = isOwnLast ? elements[--left] : heap.Keep<T, TRecord>(in others[--taken]);
        }
        if (merged != elements && count > 0)
        {
            new Span<T>(elements, left).CopyTo(new Span<T>(merged, left));
            heap.Free((byte*)elements, BytesFor(count));
        }
        _elements = new RecordList<T>(merged, total);
    }

    /// <summary>Removes the elements from <paramref name="count"/> on. Throws <see cref="MemoryExhaustedException"/> if there is no memory for a smaller block.</summary>
    /// <param name="count">How many stay, from 1 to <see cref="Count"/>.</param>
    /// <param name="heap">The heap of the list.</param>
    public void Truncate(int count, StateHeap heap)
    {
        int before = Count;
        T* elements = _elements.Elements;
        if (RoomFor(count) < RoomFor(before)) elements = (T*)heap.Allocate(BytesFor(count));
        if (TRecord.HasText)
            foreach (ref readonly T element in Span[count..]) heap.Release<T, TRecord>(in element);
        if (elements != _elements.Elements)
        {
            Span[..count].CopyTo(new Span<T>(elements, count));
            heap.Free((byte*)_elements.Elements, BytesFor(before));
        }
        _elements = new RecordList<T>(elements, count);
    }

    /// <summary>Copies the content to <paramref name="area"/>.</summary>
    public void Move(ref TextArea area) => _elements = area.Move<T, TRecord>(in _elements);

    /// <summary>Follows the content, which has moved. Throws <see cref="InvalidDataException"/> if it does not lie inside the block.</summary>
    public void Rebase(in Rebase rebase) => _elements = rebase.Apply<T, TRecord>(in _elements);

    /// <summary>Frees the elements; the list must not be used afterwards.</summary>
    public readonly void Release(StateHeap heap)
    {
        if (_elements.IsEmpty) return;
        if (TRecord.HasText)
            foreach (ref readonly T element in Span) heap.Release<T, TRecord>(in element);
        heap.Free((byte*)_elements.Elements, BytesFor(Count));
    }

    private static int RoomFor(int count) => Math.Max(LeastRoom, (int)BitOperations.RoundUpToPowerOf2((uint)count));

    private static int BytesFor(int count) => checked(RoomFor(count) * sizeof(T));
}
