using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>How to hash, compare and move a <see cref="SliceKey{TKey}"/>.</summary>
internal readonly struct SliceKeyRecord<TKey, TKeyRecord> : IRecord<SliceKey<TKey>>
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
{
    public static bool HasText => TKeyRecord.HasText;

    public static int TextBytes(in SliceKey<TKey> row) => TKeyRecord.TextBytes(in row.Key);

    public static void MoveText(ref SliceKey<TKey> row, ref TextArea area)
    {
        TKey key = row.Key;
        TKeyRecord.MoveText(ref key, ref area);
        row = new(key, row.Slice);
    }

    public static void Rebase(ref SliceKey<TKey> row, in Rebase rebase)
    {
        TKey key = row.Key;
        TKeyRecord.Rebase(ref key, in rebase);
        row = new(key, row.Slice);
    }

    public static ulong Hash(in SliceKey<TKey> row) => Hash(TKeyRecord.Hash(in row.Key), row.Slice);

    /// <summary>The hash of a key with the hash <paramref name="keyHash"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(ulong keyHash, long slice)
    {
        ulong mixed = (keyHash ^ (ulong)slice) * 0x9e3779b97f4a7c15;
        return mixed ^ (mixed >> 32);
    }

    public static bool AreEqual(in SliceKey<TKey> left, in SliceKey<TKey> right) => left.Slice == right.Slice && TKeyRecord.AreEqual(in left.Key, in right.Key);

    public static int Compare(in SliceKey<TKey> left, in SliceKey<TKey> right) => throw new NotSupportedException();
}
