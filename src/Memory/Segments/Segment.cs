using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>
/// A 64-byte-aligned block of native memory with one owner at a time: rent, hand over, return.
/// Rows grow from its start, their long text from its end.
/// </summary>
public sealed unsafe class Segment
{
    internal Segment(MemoryAccount account, byte* address, int sizeBytes)
    {
        Account = account;
        Address = address;
        SizeBytes = sizeBytes;
        TextStart = sizeBytes;
    }

    /// <summary>The usual size of a segment, in bytes.</summary>
    public const int StandardBytes = 32 * 1024;

    /// <summary>The account that the segment goes back to.</summary>
    public MemoryAccount Account { get; internal set; }

    /// <summary>Size in bytes.</summary>
    public int SizeBytes { get; }

    /// <summary>Number of rows written.</summary>
    public int RowCount { get; internal set; }

    /// <summary>Which kind of rows it holds; means what the exchange says (0: rows, 1: partial accumulators).</summary>
    public int Kind { get; set; }

    internal byte* Address { get; }

    /// <summary>Offset of the lowest byte of text; everything from here to the end is text.</summary>
    internal int TextStart { get; set; }

    /// <summary>The rows, which must be of the type they were written as.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> Rows<T>() where T : unmanaged => new(Address, RowCount);

    /// <summary>Makes the segment empty, for its next use.</summary>
    public void Clear() { RowCount = 0; TextStart = SizeBytes; Kind = 0; }
}
