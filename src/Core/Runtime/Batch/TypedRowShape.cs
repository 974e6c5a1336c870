using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>The shape of rows of one type.</summary>
internal sealed class TypedRowShape<TRow, TRecord> : RowShape where TRow : unmanaged where TRecord : struct, IRecord<TRow>
{
    public static readonly TypedRowShape<TRow, TRecord> Instance = new();

    private TypedRowShape() { }

    public override SortLane CreateLane(int number, int input, int kind, SortMemory memory) => new TypedSortLane<TRow, TRecord>(number, input, kind, memory);

    public override long TimeAt(Segment segment, int row) => TRecord.TimeOf(in segment.Rows<TRow>()[row]);

    public override int EndOfTime(Segment segment, int from, int to)
    {
        var rows = segment.Rows<TRow>();
        long time = TRecord.TimeOf(in rows[from]);
        while (++from < to && TRecord.TimeOf(in rows[from]) == time) { }
        return from;
    }
}
