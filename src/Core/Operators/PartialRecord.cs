using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Row knowledge of <see cref="Partial{TKey, TAcc}"/>: how to move it; it is neither a key nor sorted.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to move keys.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
public readonly struct PartialRecord<TKey, TKeyRecord, TAcc> : IRecord<Partial<TKey, TAcc>>
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TAcc : unmanaged, IRecord<TAcc>
{
    /// <inheritdoc/>
    public static bool HasText => TKeyRecord.HasText || TAcc.HasText;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TextBytes(in Partial<TKey, TAcc> row) =>
        (TKeyRecord.HasText ? TKeyRecord.TextBytes(in row.Key) : 0) + (TAcc.HasText ? TAcc.TextBytes(in row.Acc) : 0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MoveText(ref Partial<TKey, TAcc> row, ref TextArea area)
    {
        if (TKeyRecord.HasText) TKeyRecord.MoveText(ref row.Key, ref area);
        if (TAcc.HasText) TAcc.MoveText(ref row.Acc, ref area);
    }

    /// <inheritdoc/>
    public static void Rebase(ref Partial<TKey, TAcc> row, in Rebase rebase)
    {
        if (TKeyRecord.HasText) TKeyRecord.Rebase(ref row.Key, in rebase);
        if (TAcc.HasText) TAcc.Rebase(ref row.Acc, in rebase);
    }

    /// <summary>Start of its pane: before every row that may follow it there, and before the watermark that closes the pane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TimeOf(in Partial<TKey, TAcc> row) => row.PaneStart;

    /// <inheritdoc/>
    public static ulong Hash(in Partial<TKey, TAcc> row) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static bool AreEqual(in Partial<TKey, TAcc> left, in Partial<TKey, TAcc> right) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static int Compare(in Partial<TKey, TAcc> left, in Partial<TKey, TAcc> right) => throw new NotSupportedException();
}
