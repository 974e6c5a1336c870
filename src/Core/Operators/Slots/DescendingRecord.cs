using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Row knowledge of <see cref="Descending{T}"/>: how to move and order it; it is no key.</summary>
/// <typeparam name="T">The measure.</typeparam>
/// <typeparam name="TRecord">How to move and compare measures.</typeparam>
public readonly struct DescendingRecord<T, TRecord> : IRecord<Descending<T>> where T : unmanaged where TRecord : struct, IRecord<T>
{
    /// <inheritdoc/>
    public static bool HasText => TRecord.HasText;

    /// <inheritdoc/>
    public static int TextBytes(in Descending<T> row) => TRecord.TextBytes(in row.Value);

    /// <inheritdoc/>
    public static void MoveText(ref Descending<T> row, ref TextArea area) => TRecord.MoveText(ref row.Value, ref area);

    /// <inheritdoc/>
    public static void Rebase(ref Descending<T> row, in Rebase rebase) => TRecord.Rebase(ref row.Value, in rebase);

    /// <inheritdoc/>
    public static ulong Hash(in Descending<T> row) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static bool AreEqual(in Descending<T> left, in Descending<T> right) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static int Compare(in Descending<T> left, in Descending<T> right) => TRecord.Compare(in right.Value, in left.Value);
}
