namespace Millrace.Memory.Tests.Tables;

/// <summary>A key whose hash takes only a few values, so that runs are long and wrap around the page.</summary>
internal readonly struct CollidingRecord : IRecord<ulong>
{
    public static bool HasText => false;
    public static int TextBytes(in ulong row) => 0;
    public static void MoveText(ref ulong row, ref TextArea area) { }
    public static void Rebase(ref ulong row, in Rebase rebase) { }
    public static ulong Hash(in ulong row) => KeyHash.Word(row % 13);
    public static bool AreEqual(in ulong left, in ulong right) => left == right;
    public static int Compare(in ulong left, in ulong right) => left.CompareTo(right);
}
