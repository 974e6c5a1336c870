using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Row knowledge of <typeparamref name="T"/> in reverse order: the greatest comes first. Everything else is as it was.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <typeparam name="TRecord">What is known of it, with its own order.</typeparam>
public readonly struct Reversed<T, TRecord> : IRecord<T> where T : unmanaged where TRecord : struct, IRecord<T>
{
    /// <inheritdoc/>
    public static bool HasText => TRecord.HasText;

    /// <inheritdoc/>
    public static int TextBytes(in T row) => TRecord.TextBytes(in row);

    /// <inheritdoc/>
    public static void MoveText(ref T row, ref TextArea area) => TRecord.MoveText(ref row, ref area);

    /// <inheritdoc/>
    public static void Rebase(ref T row, in Rebase rebase) => TRecord.Rebase(ref row, in rebase);

    /// <inheritdoc/>
    public static void ClearPadding(ref T row) => TRecord.ClearPadding(ref row);

    /// <inheritdoc/>
    public static ulong Hash(in T row) => TRecord.Hash(in row);

    /// <inheritdoc/>
    public static bool AreEqual(in T left, in T right) => TRecord.AreEqual(in left, in right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in T left, in T right) => TRecord.Compare(in right, in left);
}
