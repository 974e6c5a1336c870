using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Row knowledge of <see cref="ThenBy{TFirst, TSecond}"/>: how to move and order it; it is no key.</summary>
/// <typeparam name="TFirst">The measure.</typeparam>
/// <typeparam name="TFirstRecord">How to move and compare measures.</typeparam>
/// <typeparam name="TSecond">What decides where it is equal.</typeparam>
/// <typeparam name="TSecondRecord">How to move and compare that.</typeparam>
public readonly struct ThenByRecord<TFirst, TFirstRecord, TSecond, TSecondRecord> : IRecord<ThenBy<TFirst, TSecond>>
    where TFirst : unmanaged where TFirstRecord : struct, IRecord<TFirst> where TSecond : unmanaged where TSecondRecord : struct, IRecord<TSecond>
{
    /// <inheritdoc/>
    public static bool HasText => TFirstRecord.HasText || TSecondRecord.HasText;

    /// <inheritdoc/>
    public static int TextBytes(in ThenBy<TFirst, TSecond> row) => TFirstRecord.TextBytes(in row.First) + TSecondRecord.TextBytes(in row.Second);

    /// <inheritdoc/>
    public static void MoveText(ref ThenBy<TFirst, TSecond> row, ref TextArea area)
    {
        TFirstRecord.MoveText(ref row.First, ref area);
        TSecondRecord.MoveText(ref row.Second, ref area);
    }

    /// <inheritdoc/>
    public static void Rebase(ref ThenBy<TFirst, TSecond> row, in Rebase rebase)
    {
        TFirstRecord.Rebase(ref row.First, in rebase);
        TSecondRecord.Rebase(ref row.Second, in rebase);
    }

    /// <inheritdoc/>
    public static ulong Hash(in ThenBy<TFirst, TSecond> row) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static bool AreEqual(in ThenBy<TFirst, TSecond> left, in ThenBy<TFirst, TSecond> right) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static int Compare(in ThenBy<TFirst, TSecond> left, in ThenBy<TFirst, TSecond> right) =>
        TFirstRecord.Compare(in left.First, in right.First) is var order and not 0 ? order : TSecondRecord.Compare(in left.Second, in right.Second);
}
