using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>The shape of rows of one type.</summary>
internal sealed class TypedRowShape<TRow, TRecord> : RowShape where TRow : unmanaged where TRecord : struct, IRecord<TRow>
{
    public static readonly TypedRowShape<TRow, TRecord> Instance = new();

    private TypedRowShape() { }

    public override SortLane CreateLane(int number, int input, int kind, SortMemory memory) => new TypedSortLane<TRow, TRecord>(number, input, kind, memory);

    public override int Copy(Segment from, int row, Segment to)
    {
        var rows = from.Rows<TRow>();
        var writer = new RowWriter(to);
        while (row < rows.Length && writer.TryAppend<TRow, TRecord>(in rows[row])) row++;
        return row;
    }

    public override SpilledBlock Write(Segment rows, SpillFile file)
    {
        int sizeBytes = RowBlock.BytesFor<TRow>(rows);
        RowBlock.Write<TRow, TRecord>(rows, file.Room(sizeBytes));
        return file.Append(sizeBytes);
    }

    public override Segment Read(SpillFile file, in SpilledBlock block, Func<int, Segment> rent) => Read(file.Read(in block), rent, out _);

    /// <summary>Reads rows from their written form.</summary>
    /// <param name="bytes">What has been written.</param>
    /// <param name="rent">Gives a segment of at least so many bytes.</param>
    /// <param name="rest">What follows the rows.</param>
    public static Segment Read(ReadOnlySpan<byte> bytes, Func<int, Segment> rent, out ReadOnlySpan<byte> rest)
    {
        var header = RowBlockHeader.Read(bytes, Unsafe.SizeOf<TRow>());
        Segment rows = rent(Math.Max(header.ContentBytes, Segment.MinBytes));
        int rowBytes = header.RowCount * header.RowSizeBytes;
        var content = bytes[RowBlockHeader.SizeBytes..];
        content[..rowBytes].CopyTo(RowBlock.RowTarget(rows, in header));
        content.Slice(rowBytes, header.TextSizeBytes).CopyTo(RowBlock.TextTarget(rows, in header));
        RowBlock.Arrived<TRow, TRecord>(rows, in header);
        rest = content[header.ContentBytes..];
        return rows;
    }

    public override long TimeAt(Segment segment, int row) => TRecord.TimeOf(in segment.Rows<TRow>()[row]);

    public override int EndOfTime(Segment segment, int from, int to)
    {
        var rows = segment.Rows<TRow>();
        long time = TRecord.TimeOf(in rows[from]);
        while (++from < to && TRecord.TimeOf(in rows[from]) == time) { }
        return from;
    }
}
