using Millrace.Memory;

namespace Millrace.Core.Tests.Runtime;

internal readonly struct LongRecord : IRecord<long>
{
    public static bool HasText => false;

    public static int TextBytes(in long row) => 0;

    public static void MoveText(ref long row, ref TextArea area) { }

    public static void Rebase(ref long row, in Rebase rebase) { }

    public static ulong Hash(in long row) => KeyHash.Word((ulong)row);

    public static bool AreEqual(in long left, in long right) => left == right;

    public static int Compare(in long left, in long right) => left.CompareTo(right);
}
