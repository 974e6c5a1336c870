using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Row knowledge of <see cref="KeptValue{TBy, T}"/>: how to move and order it; it is no key.</summary>
/// <typeparam name="TBy">The measure.</typeparam>
/// <typeparam name="TByRecord">How to move and compare measures.</typeparam>
/// <typeparam name="T">The value.</typeparam>
/// <typeparam name="TRecord">How to move values.</typeparam>
public readonly struct KeptValueRecord<TBy, TByRecord, T, TRecord> : IRecord<KeptValue<TBy, T>>
    where TBy : unmanaged where TByRecord : struct, IRecord<TBy> where T : unmanaged where TRecord : struct, IRecord<T>
{
    /// <inheritdoc/>
    public static bool HasText => TByRecord.HasText || TRecord.HasText;

    /// <inheritdoc/>
    public static int TextBytes(in KeptValue<TBy, T> row) =>
        (TByRecord.HasText ? TByRecord.TextBytes(in row.By) : 0) + (TRecord.HasText ? TRecord.TextBytes(in row.Value) : 0);

    /// <inheritdoc/>
    public static void MoveText(ref KeptValue<TBy, T> row, ref TextArea area)
    {
        if (TByRecord.HasText) TByRecord.MoveText(ref row.By, ref area);
        if (TRecord.HasText) TRecord.MoveText(ref row.Value, ref area);
    }

    /// <inheritdoc/>
    public static void Rebase(ref KeptValue<TBy, T> row, in Rebase rebase)
    {
        if (TByRecord.HasText) TByRecord.Rebase(ref row.By, in rebase);
        if (TRecord.HasText) TRecord.Rebase(ref row.Value, in rebase);
    }

    /// <inheritdoc/>
    public static ulong Hash(in KeptValue<TBy, T> row) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static bool AreEqual(in KeptValue<TBy, T> left, in KeptValue<TBy, T> right) => throw new NotSupportedException();

    /// <summary>By measure, then by event time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in KeptValue<TBy, T> left, in KeptValue<TBy, T> right) =>
        TByRecord.Compare(in left.By, in right.By) is var order and not 0 ? order : left.Time.CompareTo(right.Time);
}
