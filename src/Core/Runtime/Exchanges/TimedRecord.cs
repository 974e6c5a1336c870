using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>Row knowledge of <see cref="Timed{T}"/>: that of its row.</summary>
public readonly struct TimedRecord<T, TRecord> : IRecord<Timed<T>> where T : unmanaged where TRecord : struct, IRecord<T>
{
    /// <inheritdoc/>
    public static bool HasText => TRecord.HasText;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TextBytes(in Timed<T> row)
    {
        T inner = row.Row;
        return TRecord.TextBytes(in inner);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MoveText(ref Timed<T> row, ref TextArea area)
    {
        T inner = row.Row;
        TRecord.MoveText(ref inner, ref area);
        row = new Timed<T>(row.Time, inner);
    }

    /// <inheritdoc/>
    public static void Rebase(ref Timed<T> row, in Rebase rebase)
    {
        T inner = row.Row;
        TRecord.Rebase(ref inner, in rebase);
        row = new Timed<T>(row.Time, inner);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long TimeOf(in Timed<T> row) => row.Time;

    /// <inheritdoc/>
    public static ulong Hash(in Timed<T> row)
    {
        T inner = row.Row;
        return KeyHash.Combine(KeyHash.Word((ulong)row.Time), TRecord.Hash(in inner));
    }

    /// <inheritdoc/>
    public static bool AreEqual(in Timed<T> left, in Timed<T> right)
    {
        T first = left.Row, second = right.Row;
        return left.Time == right.Time && TRecord.AreEqual(in first, in second);
    }

    /// <inheritdoc/>
    public static int Compare(in Timed<T> left, in Timed<T> right)
    {
        int order = left.Time.CompareTo(right.Time);
        if (order != 0) return order;
        T first = left.Row, second = right.Row;
        return TRecord.Compare(in first, in second);
    }
}
