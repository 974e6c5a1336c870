using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace;

/// <summary>Collects the elements of a <see cref="RecordList{T}"/> in the scratch arena of the running step.</summary>
public unsafe ref struct RecordListBuilder<T> where T : unmanaged
{
    private T* _elements;
    private int _capacity;

    /// <summary>An empty list with room for some elements; it grows by doubling.</summary>
    public RecordListBuilder(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        if (capacity > 0) Grow(capacity);
    }

    /// <summary>Number of elements so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an element at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in T element)
    {
        if (Count == _capacity) Grow(Math.Max(4, checked(_capacity * 2)));
        _elements[Count++] = element;
    }

    /// <summary>The list of the elements so far. Adding more leaves it as it is.</summary>
    public readonly RecordList<T> ToList() => new(_elements, Count);

    /// <summary>The elements so far, to be changed in place. Valid until the next is added.</summary>
    public readonly Span<T> ToSpan() => new(_elements, Count);

    private void Grow(int capacity)
    {
        T* larger = (T*)ScratchArena.Current.AllocateAligned(checked(capacity * sizeof(T)));
        new ReadOnlySpan<T>(_elements, Count).CopyTo(new Span<T>(larger, Count));
        _elements = larger;
        _capacity = capacity;
    }
}
