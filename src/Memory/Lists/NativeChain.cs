using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Millrace.Memory;

/// <summary>
/// Elements in the order they were added, in a chain of blocks, each twice as large as the one before up to a segment: what is gathered now
/// and gone through once, later. All zero: empty. Thread: its operator's.
/// </summary>
/// <remarks>
/// A plain value without objects of its own, so that chains can come and go by the thousand without a trace on the managed heap. An
/// element never moves, and blocks can be given back one by one while the rest is still needed.
/// </remarks>
/// <typeparam name="T">Type of the elements; at most a segment long. Their text stays where the caller put it.</typeparam>
internal unsafe struct NativeChain<T> where T : unmanaged
{
    // Blocks come from memory that has left the cache, and stores do not wait for it as readily as one might think (measured with ten million
    // elements of 24 bytes: 12 ns each without, 3 with).
    private const int AheadBytes = 512;

    private T* _next;
    private T* _end;
    private Segment? _last;

    /// <summary>The first block, or null. Valid until the chain changes.</summary>
    public Segment? First { get; private set; }

    /// <summary>Number of elements.</summary>
    public long Count { get; private set; }

    /// <summary>Adds an element at the end.</summary>
    /// <param name="element">The element.</param>
    /// <param name="account">Where blocks come from: always the same.</param>
    /// <exception cref="MemoryExhaustedException">The account is used up; the chain is as it was.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in T element, MemoryAccount account)
    {
        if (_next == _end) Grow(account);
        *_next = element;
        if (Sse.IsSupported) Sse.Prefetch0((byte*)_next + AheadBytes);
        _next++;
        Count++;
    }

    /// <summary>Adds room for <paramref name="count"/> elements to an empty chain, in one block, for the caller to write.</summary>
    /// <exception cref="MemoryExhaustedException">The account is used up; the chain is as it was.</exception>
    public Span<T> AddRoom(int count, MemoryAccount account)
    {
        AddBlock(account, count * sizeof(T));
        var room = new Span<T>(_next, count);
        _next += count;
        Count += count;
        return room;
    }

    /// <summary>The elements of a block of this chain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ReadOnlySpan<T> ElementsOf(Segment block) =>
        new(block.Address, block == _last ? (int)(_next - (T*)block.Address) : block.SizeBytes / sizeof(T));

    /// <summary>Gives the first block back, with its elements.</summary>
    public void DropFirst(MemoryAccount account)
    {
        var first = First!;
        Count -= ElementsOf(first).Length;
        First = first.Next;
        first.Next = null;
        if (First is null) this = default;
        account.Return(first);
    }

    /// <summary>Gives all blocks back.</summary>
    public void Clear(MemoryAccount account)
    {
        while (First is not null) DropFirst(account);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(MemoryAccount account) =>
        AddBlock(account, Math.Max(_last is null ? Segment.MinBytes : Math.Min(2 * _last.SizeBytes, Segment.StandardBytes), sizeof(T)));

    private void AddBlock(MemoryAccount account, int sizeBytes)
    {
        Segment block = account.Rent(sizeBytes);
        block.Next = null;
        if (_last is null) First = block;
        else _last.Next = block;
        _last = block;
        _next = (T*)block.Address;
        _end = _next + block.SizeBytes / sizeof(T);
    }
}
