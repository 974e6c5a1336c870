using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// What one kind of join does itself, inside a <see cref="JoinOperator{TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TLeftKey, TRightKey, TJoin, TOut, TNext, TLateLeft, TLateRight}"/>:
/// what becomes of a row, and of a key that is due. Implemented by structs of this assembly.
/// </summary>
/// <typeparam name="TLeft">The left row.</typeparam>
/// <typeparam name="TLeftRecord">Row knowledge of it.</typeparam>
/// <typeparam name="TRight">The right row.</typeparam>
/// <typeparam name="TRightRecord">Row knowledge of it.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
public interface IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>
    where TLeft : unmanaged where TLeftRecord : struct, IRecord<TLeft>
    where TRight : unmanaged where TRightRecord : struct, IRecord<TRight>
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
{
    /// <summary>What snapshots call this kind.</summary>
    internal static abstract string Kind { get; }

    /// <summary>The earliest event time that a row can have.</summary>
    internal static abstract long FirstTimeUs { get; }

    /// <summary>
    /// The watermark from which on a row is late, or <see cref="long.MaxValue"/> if at this watermark other rows of its key wait for it; before
    /// its own time if no row is its partner at any.
    /// </summary>
    internal long LateFrom(long time, in TKey key, ulong hash, JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state, long watermark);

    /// <summary>
    /// Takes a row that is not late: gives its results, and keeps it as long as it may have more. False if it stopped in the middle, for want of
    /// room or budget; the next row it takes is the same.
    /// </summary>
    internal bool Take<TOwn, TOwnRecord, TOther, TSide, TNext>(
        in Timed<TOwn> row, in TKey key, ulong hash, ref JoinEntry<TLeft, TRight> entry,
        JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state, long watermark, ref JoinResults<TOut, TNext> results)
        where TOwn : unmanaged where TOwnRecord : struct, IRecord<TOwn> where TOther : unmanaged
        where TSide : struct, IJoinSide<TOwn, TOther, TLeft, TRight> where TNext : struct, IOperator<TOut>;

    /// <summary>False if keys need not be looked at any more, because nothing comes of it.</summary>
    internal bool LooksAtKeys(long watermark);

    /// <summary>
    /// Gives the results of a key that are due, and removes what no row needs any more. False if it stopped in the middle, for want of room or
    /// budget; the next key it looks at is the same.
    /// </summary>
    internal bool LookAt<TNext>(
        in TKey key, ref JoinEntry<TLeft, TRight> entry,
        JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state, long watermark, ref JoinResults<TOut, TNext> results)
        where TNext : struct, IOperator<TOut>;

    /// <summary>When a key with rows is to be looked at, after it has been at a watermark; null if not before another row of it comes.</summary>
    internal long? NextLook(in JoinEntry<TLeft, TRight> entry, long watermark);

    /// <summary>All keys that were due at a watermark have been looked at. Returns the watermark of the results, which may lie behind.</summary>
    internal long Passed(long watermark);
}
