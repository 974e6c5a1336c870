using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>How to move a <see cref="Reduced{T}"/>; it is neither a key nor sorted.</summary>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TRecord">How to move rows.</typeparam>
public readonly struct ReducedRecord<T, TRecord> : IRecord<Reduced<T>> where T : unmanaged where TRecord : struct, IRecord<T>
{
    /// <inheritdoc/>
    public static bool HasText => TRecord.HasText;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TextBytes(in Reduced<T> row) => row.HasRow ? TRecord.TextBytes(in row.Row) : 0;

    /// <inheritdoc/>
    public static void MoveText(ref Reduced<T> row, ref TextArea area)
    {
        if (row.HasRow) TRecord.MoveText(ref row.Row, ref area);
    }

    /// <inheritdoc/>
    public static void Rebase(ref Reduced<T> row, in Rebase rebase)
    {
        if (row.HasRow) TRecord.Rebase(ref row.Row, in rebase);
    }

    /// <inheritdoc/>
    public static ulong Hash(in Reduced<T> row) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static bool AreEqual(in Reduced<T> left, in Reduced<T> right) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static int Compare(in Reduced<T> left, in Reduced<T> right) => throw new NotSupportedException();
}
