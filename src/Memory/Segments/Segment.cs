using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>
/// A 64-byte-aligned block of native memory with one owner at a time: rent, hand over, return.
/// Rows grow from its start, their long text from its end.
/// </summary>
/// <remarks>
/// The object belongs to the block for good and is pooled with it, so that renting allocates nothing. Its content is
/// whatever the last user left (in Debug builds <see cref="PoisonByte"/>).
/// </remarks>
public sealed unsafe class Segment
{
    internal Segment(int id) => Id = id;

    /// <summary>The usual size of a segment, in bytes.</summary>
    public const int StandardBytes = 32 * 1024;

    /// <summary>The smallest block that accounts hand out, in bytes.</summary>
    public const int MinBytes = 256;

    /// <summary>The largest block that accounts hand out, in bytes; a row together with its text cannot be longer.</summary>
    public const int MaxRowBytes = 64 * 1024 * 1024;

    /// <summary>What Debug builds fill returned memory with; text of <c>0xDD</c> bytes was read after its segment went back.</summary>
    public const byte PoisonByte = 0xDD;

    private int _rented;

    /// <summary>The account that the segment goes back to.</summary>
    public MemoryAccount Account { get; internal set; } = null!;

    /// <summary>Size in bytes: a power of two.</summary>
    public int SizeBytes { get; private set; }

    /// <summary>Number of rows written.</summary>
    public int RowCount { get; internal set; }

    /// <summary>Which kind of rows it holds; means what the exchange says (0: rows, 1: partial accumulators).</summary>
    public int Kind { get; set; }

    internal byte* Address { get; private set; }

    /// <summary>Offset of the lowest byte of text; everything from here to the end is text.</summary>
    internal int TextStart { get; set; }

    /// <summary>Index in the pool's table, by which free segments are linked.</summary>
    internal int Id { get; }

    /// <summary>Link of the free list: the id below plus 1, or 0 at the bottom.</summary>
    internal int NextFree;

    /// <summary>The standard segment that this smaller block was carved from.</summary>
    internal Segment? Parent { get; private set; }

    /// <summary>Number of free children seen while the pool looks for segments that can be whole again.</summary>
    internal int FreeChildren;

    /// <summary>Link for whoever owns the segment (chains of a heap's or list's segments).</summary>
    internal Segment? Next { get; set; }

    /// <summary>Debug builds: the thread that rented it.</summary>
    internal int HolderThread { get; set; }

    /// <summary>Debug builds that trace rents: the stack of the rent.</summary>
    internal string? HolderStack { get; set; }

    internal bool IsRented => Volatile.Read(ref _rented) != 0;

    /// <summary>The rows, which must be of the type they were written as.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> Rows<T>() where T : unmanaged => new(Address, RowCount);

    /// <summary>Makes the segment empty, for its next use.</summary>
    public void Clear() { RowCount = 0; TextStart = SizeBytes; Kind = 0; }

    /// <summary>Gives the object a block (a new one, or after <see cref="Detach"/> another).</summary>
    internal void Attach(byte* address, int sizeBytes, Segment? parent)
    {
        Address = address;
        SizeBytes = sizeBytes;
        Parent = parent;
        Clear();
    }

    internal void Detach() => Attach(null, 0, null);

    internal void MarkRented(MemoryAccount account)
    {
        Account = account;
        Clear();
        Volatile.Write(ref _rented, 1);
    }

    /// <summary>True once per rent, even if two threads return the segment at the same time.</summary>
    internal bool TryMarkReturned() => Interlocked.Exchange(ref _rented, 0) == 1;

    internal void Poison() => new Span<byte>(Address, SizeBytes).Fill(PoisonByte);

    /// <inheritdoc/>
    public override string ToString()
    {
        string state = !IsRented ? "free" : $"rented from '{Account.Name}'";
        if (IsRented && HolderThread != 0) state += $" by thread {HolderThread}";
        return $"segment {Id} ({SizeBytes} bytes, {RowCount} rows, {state}){HolderStack}";
    }
}
