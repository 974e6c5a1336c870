using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>What stands before the rows and the text of a segment where they leave the process: 32 bytes, little endian.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct RowBlockHeader
{
    /// <summary>Size of the header in bytes.</summary>
    public const int SizeBytes = 32;

    // "MRB1"
    private const uint Magic = 0x3142_524d;

    private readonly uint _magic;

    /// <summary>Kind of rows; see <see cref="Segment.Kind"/>.</summary>
    public readonly int Kind;

    /// <summary>Number of rows.</summary>
    public readonly int RowCount;

    /// <summary>Size of one row without its text.</summary>
    public readonly int RowSizeBytes;

    /// <summary>Size of the text behind the rows.</summary>
    public readonly int TextSizeBytes;

    private readonly int _reserved;

    /// <summary>Address at which the text was when the rows were written.</summary>
    public readonly ulong TextBase;

    public RowBlockHeader(int kind, int rowCount, int rowSizeBytes, int textSizeBytes, ulong textBase)
    {
        _magic = Magic;
        _reserved = 0;
        Kind = kind;
        RowCount = rowCount;
        RowSizeBytes = rowSizeBytes;
        TextSizeBytes = textSizeBytes;
        TextBase = textBase;
    }

    /// <summary>Size of rows and text; only of a valid header.</summary>
    public int ContentBytes => RowCount * RowSizeBytes + TextSizeBytes;

    /// <summary>The header at the start of <paramref name="bytes"/>. Throws <see cref="InvalidDataException"/> if it is none, or of rows of another size.</summary>
    public static RowBlockHeader Read(ReadOnlySpan<byte> bytes, int rowSizeBytes)
    {
        if (bytes.Length < SizeBytes) throw new InvalidDataException($"A block of rows starts with {SizeBytes} bytes of header; there are only {bytes.Length}.");
        var header = MemoryMarshal.Read<RowBlockHeader>(bytes);
        if (header._magic != Magic) throw new InvalidDataException("This is not a block of rows.");
        if (header.RowSizeBytes != rowSizeBytes) throw new InvalidDataException($"The block holds rows of {header.RowSizeBytes} bytes where rows of {rowSizeBytes} bytes are expected; it was written for another record type.");
        long contentBytes = (long)header.RowCount * rowSizeBytes + header.TextSizeBytes;
        if (header.RowCount < 0 || header.TextSizeBytes < 0 || contentBytes > Segment.MaxRowBytes)
            throw new InvalidDataException($"The block claims {header.RowCount} rows and {header.TextSizeBytes} bytes of text, more than any block holds; it is corrupt.");
        return header;
    }
}
