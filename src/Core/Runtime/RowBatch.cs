using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>Rows of one type that arrived together: from one split of a source, or one segment of a channel.</summary>
public readonly ref struct RowBatch
{
    private readonly ref byte _first;

    private RowBatch(ref byte first, int count, int input, int kind)
    {
        _first = ref first;
        Count = count;
        Input = input;
        Kind = kind;
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Which input of the vertex the rows came by; 0 for a source.</summary>
    public int Input { get; }

    /// <summary>Which kind of rows, where an exchange carries two (0: rows, 1: partial accumulators).</summary>
    public int Kind { get; }

    /// <summary>The rows of a source's batch.</summary>
    public static RowBatch Of<T>(ReadOnlySpan<T> rows) where T : unmanaged =>
        new(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(rows)), rows.Length, 0, 0);

    /// <summary>The rows of a segment that came by input <paramref name="input"/>.</summary>
    public static RowBatch Of(Segment segment, int input) =>
        new(ref Unsafe.AsRef(in MemoryMarshal.GetReference(segment.Rows<byte>())), segment.RowCount, input, segment.Kind);

    /// <summary>The rows, which must be of the type they were written as.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> Rows<T>() where T : unmanaged =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref _first), Count);
}
