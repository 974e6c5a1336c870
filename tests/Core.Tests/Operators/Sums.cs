using Millrace.Memory;
using Millrace.Operators;

namespace Millrace.Core.Tests.Operators;

/// <summary>The accumulator that the generator would write for aggregates with an inverse.</summary>
internal struct Sums : IRecord<Sums>
{
    public CountSlot Count;
    public SumSlot<long> Sum;
    public AverageSlot<long> Average;

    public static bool HasText => false;
    public static int TextBytes(in Sums row) => 0;
    public static void MoveText(ref Sums row, ref TextArea area) { }
    public static void Rebase(ref Sums row, in Rebase rebase) { }
    public static ulong Hash(in Sums row) => throw new NotSupportedException();
    public static bool AreEqual(in Sums left, in Sums right) => throw new NotSupportedException();
    public static int Compare(in Sums left, in Sums right) => throw new NotSupportedException();
}
