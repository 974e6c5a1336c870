namespace Millrace.Memory.Tests.Tables;

/// <summary>Text as a key.</summary>
internal readonly struct TextRecord : IRecord<Utf8String>
{
    public static bool HasText => true;
    public static int TextBytes(in Utf8String row) => TextArea.BytesFor(row);
    public static void MoveText(ref Utf8String row, ref TextArea area) => row = area.Move(row);
    public static void Rebase(ref Utf8String row, in Rebase rebase) => row = rebase.Apply(row);
    public static ulong Hash(in Utf8String row) => row.Hash();
    public static bool AreEqual(in Utf8String left, in Utf8String right) => left == right;
    public static int Compare(in Utf8String left, in Utf8String right) => left.CompareTo(right);
}
