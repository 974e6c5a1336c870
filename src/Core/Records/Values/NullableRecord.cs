using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>
/// What a record does with a field that may be null. Null comes before every value; a value hashes as it does without the
/// question mark. Not an <see cref="IRecord{T}"/> itself, since <c>T?</c> cannot be a row (C#'s unmanaged constraint rejects it).
/// </summary>
public static class NullableRecord<T, TRecord> where T : unmanaged where TRecord : struct, IRecord<T>
{
    private const ulong NullWord = 0x6e756c6c6e756c6c;

    /// <inheritdoc cref="IRecord{T}.HasText"/>
    public static bool HasText => TRecord.HasText;

    /// <inheritdoc cref="IRecord{T}.TextBytes"/>
    public static int TextBytes(in T? row) => TRecord.HasText && row is { } value ? TRecord.TextBytes(in value) : 0;

    /// <summary>The value with its long text moved; see <see cref="IRecord{T}.MoveText"/>.</summary>
    public static T? MoveText(T? row, ref TextArea area)
    {
        if (!TRecord.HasText || row is not { } value) return row;
        TRecord.MoveText(ref value, ref area);
        return value;
    }

    /// <summary>The value with its long text at its new place; see <see cref="IRecord{T}.Rebase"/>.</summary>
    public static T? Rebase(T? row, in Rebase rebase)
    {
        if (!TRecord.HasText || row is not { } value) return row;
        TRecord.Rebase(ref value, in rebase);
        return value;
    }

    /// <inheritdoc cref="IRecord{T}.Hash"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in T? row) => row is { } value ? TRecord.Hash(in value) : KeyHash.Word(NullWord);

    /// <inheritdoc cref="IRecord{T}.AreEqual"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in T? left, in T? right) =>
        left is { } first ? right is { } second && TRecord.AreEqual(in first, in second) : right is null;

    /// <inheritdoc cref="IRecord{T}.Compare"/>
    public static int Compare(in T? left, in T? right) =>
        left is { } first ? right is { } second ? TRecord.Compare(in first, in second) : 1 : right is null ? 0 : -1;
}
