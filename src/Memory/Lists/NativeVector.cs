using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>
/// A growing list in a state heap: 16 bytes that can stand in an accumulator or an entry of state. All zero: empty. Freed with its heap.
/// </summary>
/// <remarks>One block that doubles, so that all elements lie together; what they point at is the caller's affair.</remarks>
/// <typeparam name="T">The element.</typeparam>
public unsafe struct NativeVector<T> where T : unmanaged
{
    private const int FirstBytes = 32;

    private byte* _block;
    private int _capacity;
    private int _count;

    /// <summary>Number of elements.</summary>
    public readonly int Count => _count;

    /// <summary>The elements in order; valid until the next change.</summary>
    public readonly Span<T> Items => new(_block, _count);

    /// <summary>The element at a position; valid until the next change.</summary>
    public readonly ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)_count) ThrowOutside(index);
            return ref ((T*)_block)[index];
        }
    }

    /// <summary>Adds an element at the end.</summary>
    /// <param name="element">The element.</param>
    /// <param name="retired">Takes the old block when the list moves, which spans may still point at.</param>
    /// <exception cref="MemoryExhaustedException">The list cannot grow; it is as it was.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in T element, RetiredMemory retired)
    {
        if (_count == _capacity) Grow(retired);
        ((T*)_block)[_count++] = element;
    }

    /// <summary>Drops the first elements.</summary>
    public void RemoveFirst(int count)
    {
        if ((uint)count > (uint)_count) ThrowOutside(count);
        Items[count..].CopyTo(Items);
        _count -= count;
    }

    /// <summary>Drops elements from the end until <paramref name="count"/> are left.</summary>
    public void Truncate(int count)
    {
        if ((uint)count > (uint)_count) ThrowOutside(count);
        _count = count;
    }

    /// <summary>Gives up the block, which spans may still point at. The list is empty afterwards.</summary>
    public void Release(RetiredMemory retired)
    {
        retired.Add(_block, _capacity * sizeof(T));
        this = default;
    }

    private void Grow(RetiredMemory retired)
    {
        int capacity = Math.Max(Math.Max(FirstBytes / sizeof(T), 1), 2 * _capacity);
        long bytes = (long)capacity * sizeof(T);
        if (bytes > Segment.MaxRowBytes - 64)
            throw new MemoryExhaustedException(
                $"A list of {_count:N0} elements in account '{retired.Heap.Account.Name}' cannot grow: it would take more than {Segment.MaxRowBytes:N0} bytes. Keep fewer per key.")
            { AccountName = retired.Heap.Account.Name };
        byte* block = retired.Heap.Allocate((int)bytes);
        Items.CopyTo(new Span<T>(block, _count));
        retired.Add(_block, _capacity * sizeof(T));
        _block = block;
        _capacity = capacity;
    }

    private readonly void ThrowOutside(int index) =>
        throw new ArgumentOutOfRangeException(nameof(index), $"There is no position {index} in a list of {_count} elements.");
}
