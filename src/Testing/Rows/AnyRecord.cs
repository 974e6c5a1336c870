using Millrace.Memory;

namespace Millrace.Testing;

/// <summary>Any row or key, known by reflection; equal if .NET says so.</summary>
internal readonly struct AnyRecord<T> : IRecord<T> where T : unmanaged
{
    public static bool HasText => RowText<T>.HasText;

    public static int TextBytes(in T row) => RowText<T>.BytesOf(in row);

    public static void MoveText(ref T row, ref TextArea area) => RowText<T>.Move(ref row, ref area);

    public static void Rebase(ref T row, in Rebase rebase) => RowText<T>.Rebase(ref row, in rebase);

    public static ulong Hash(in T row) => KeyHash.Combine(0, (uint)EqualityComparer<T>.Default.GetHashCode(row));

    public static bool AreEqual(in T left, in T right) => EqualityComparer<T>.Default.Equals(left, right);

    public static int Compare(in T left, in T right) => Comparer<T>.Default.Compare(left, right);
}
