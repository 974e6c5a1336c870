using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>
/// The wire and checkpoint form of a segment: header, rows, text, without the gap between them. The layout of rows in memory
/// is the layout outside; only the base address of the text is noted, and the reader rebases by one addition per text.
/// </summary>
/// <remarks>
/// The reader checks every length and address, so that a truncated or damaged block is an <see cref="InvalidDataException"/>, never
/// a read outside the block. The text of a block keeps its distance from the segment's end, hence its alignment to 8.
/// </remarks>
internal static unsafe class RowBlock
{
    /// <summary>Size of the block that <see cref="Write"/> makes of a segment.</summary>
    public static int BytesFor<T>(Segment segment) where T : unmanaged =>
        RowBlockHeader.SizeBytes + segment.RowCount * sizeof(T) + (segment.SizeBytes - segment.TextStart);

    /// <summary>Writes the rows of a segment; the segment stays as it is.</summary>
    /// <returns>Number of bytes written: <see cref="BytesFor"/>.</returns>
    public static int Write<T, TRecord>(Segment segment, Span<byte> destination) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        WriteHeader<T>(segment, destination);
        ReadOnlySpan<T> rows = segment.Rows<T>();
        Span<byte> rest = destination[RowBlockHeader.SizeBytes..];
        MemoryMarshal.AsBytes(rows).CopyTo(rest);
        Span<T> copies = MemoryMarshal.Cast<byte, T>(rest[..(rows.Length * sizeof(T))]);
        foreach (ref T row in copies) TRecord.ClearPadding(ref row);
        Text(segment).CopyTo(rest[(rows.Length * sizeof(T))..]);
        return BytesFor<T>(segment);
    }

    /// <summary>Writes only the header, for writers that send rows and text from where they are.</summary>
    public static void WriteHeader<T>(Segment segment, Span<byte> destination) where T : unmanaged
    {
        ReadOnlySpan<byte> text = Text(segment);
        var header = new RowBlockHeader(segment.Kind, segment.RowCount, sizeof(T), text.Length, (ulong)segment.Address + (ulong)segment.TextStart);
        MemoryMarshal.Write(destination, in header);
    }

    /// <summary>The text of a segment, as it follows the rows in a block.</summary>
    public static ReadOnlySpan<byte> Text(Segment segment) => new(segment.Address + segment.TextStart, segment.SizeBytes - segment.TextStart);

    /// <summary>Reads a whole block into a segment rented from an account.</summary>
    /// <exception cref="InvalidDataException">The block is corrupt or holds other rows.</exception>
    /// <exception cref="MemoryExhaustedException">The account is used up.</exception>
    public static Segment Read<T, TRecord>(ReadOnlySpan<byte> block, MemoryAccount account) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        var header = RowBlockHeader.Read(block, sizeof(T));
        block = block[RowBlockHeader.SizeBytes..];
        if (block.Length < header.ContentBytes) throw new InvalidDataException($"The block ends after {block.Length} of {header.ContentBytes} bytes.");
        Segment segment = account.Rent(Math.Max(header.ContentBytes, Segment.MinBytes));
        try
        {
            int rowBytes = header.RowCount * sizeof(T);
            block[..rowBytes].CopyTo(RowTarget(segment, in header));
            block.Slice(rowBytes, header.TextSizeBytes).CopyTo(TextTarget(segment, in header));
            Arrived<T, TRecord>(segment, in header);
            return segment;
        }
        catch
        {
            account.Return(segment);
            throw;
        }
    }

    /// <summary>Where the rows of an arriving block go; <paramref name="segment"/> holds at least <see cref="RowBlockHeader.ContentBytes"/>.</summary>
    public static Span<byte> RowTarget(Segment segment, in RowBlockHeader header) => new(segment.Address, header.RowCount * header.RowSizeBytes);

    /// <summary>Where the text of an arriving block goes.</summary>
    public static Span<byte> TextTarget(Segment segment, in RowBlockHeader header) => new(segment.Address + segment.SizeBytes - header.TextSizeBytes, header.TextSizeBytes);

    /// <summary>Makes the segment whose bytes have arrived one of rows: rebases them onto their text.</summary>
    /// <exception cref="InvalidDataException">A row points outside the block's text. The segment then holds no rows.</exception>
    public static void Arrived<T, TRecord>(Segment segment, in RowBlockHeader header) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        segment.Clear();
        int textStart = segment.SizeBytes - header.TextSizeBytes;
        if (TRecord.HasText)
        {
            // The text alone, so that no list of a corrupt block can lie over the rows.
            var rebase = new Rebase(header.TextBase, (ulong)segment.Address + (ulong)textStart, header.TextSizeBytes) { Claims = ListClaims.Start(header.TextSizeBytes + 7) };
            var rows = (T*)segment.Address;
            for (int i = 0; i < header.RowCount; i++) TRecord.Rebase(ref rows[i], in rebase);
        }
        segment.Kind = header.Kind;
        segment.TextStart = textStart;
        segment.RowCount = header.RowCount;
    }
}
