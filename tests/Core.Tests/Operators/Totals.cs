using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;

namespace Millrace.Core.Tests.Operators;

/// <summary>The accumulator that the generator would write for a window with one of each aggregate that can be merged.</summary>
internal struct Totals : IRecord<Totals>
{
    public CountSlot Count;
    public SumSlot<long> Sum;
    public AverageSlot<long> Average;
    public ExtremeSlot<Utf8String, Utf8StringRecord> Min;
    public ExtremeSlot<int, Reversed<int, Int32Record>> Max;
    public FirstSlot<Utf8String, Utf8StringRecord> First;
    public LastSlot<int, Int32Record> Last;

    public static bool HasText => ExtremeSlot<Utf8String, Utf8StringRecord>.HasText || FirstSlot<Utf8String, Utf8StringRecord>.HasText;

    public static int TextBytes(in Totals row) =>
        ExtremeSlot<Utf8String, Utf8StringRecord>.TextBytes(in row.Min) + FirstSlot<Utf8String, Utf8StringRecord>.TextBytes(in row.First);

    public static void MoveText(ref Totals row, ref TextArea area)
    {
        ExtremeSlot<Utf8String, Utf8StringRecord>.MoveText(ref row.Min, ref area);
        FirstSlot<Utf8String, Utf8StringRecord>.MoveText(ref row.First, ref area);
    }

    public static void Rebase(ref Totals row, in Rebase rebase)
    {
        ExtremeSlot<Utf8String, Utf8StringRecord>.Rebase(ref row.Min, in rebase);
        FirstSlot<Utf8String, Utf8StringRecord>.Rebase(ref row.First, in rebase);
    }

    public static ulong Hash(in Totals row) => throw new NotSupportedException();
    public static bool AreEqual(in Totals left, in Totals right) => throw new NotSupportedException();
    public static int Compare(in Totals left, in Totals right) => throw new NotSupportedException();
}
