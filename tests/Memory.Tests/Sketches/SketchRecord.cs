namespace Millrace.Memory.Tests.Sketches;

/// <summary>Moves a count as an accumulator that consists of it would.</summary>
internal readonly struct SketchRecord : IRecord<HyperLogLog>
{
    public static bool HasText => true;
    public static int TextBytes(in HyperLogLog row) => row.SizeBytes;
    public static void MoveText(ref HyperLogLog row, ref TextArea area) => row.Move(ref area);
    public static void Rebase(ref HyperLogLog row, in Rebase rebase) => row.Rebase(in rebase);
    public static ulong Hash(in HyperLogLog row) => throw new NotSupportedException();
    public static bool AreEqual(in HyperLogLog left, in HyperLogLog right) => throw new NotSupportedException();
    public static int Compare(in HyperLogLog left, in HyperLogLog right) => throw new NotSupportedException();
}
