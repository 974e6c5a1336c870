using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Joins each left row with one right row of its key: the latest at or before its time, its version as of then. The result follows when the
/// watermark has come to the left row's time, and has that time.
/// </summary>
/// <remarks>
/// Left rows wait in order of time. Of the right rows those are kept that a waiting or a coming left row may need: of what lies behind the
/// watermark, the last, for as long as the job runs.
/// </remarks>
/// <param name="functions">The user's function.</param>
/// <inheritdoc cref="IntervalJoin{TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TFn, TOut}"/>
public struct TemporalJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TFn, TOut>(TFn functions)
    : IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>
    where TLeft : unmanaged where TLeftRecord : struct, IRecord<TLeft>
    where TRight : unmanaged where TRightRecord : struct, IRecord<TRight>
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
    where TFn : struct, IJoinFunction<TLeft, TRight, TOut>
{
    private TFn _functions = functions;

    static string IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.Kind => "temporal join";

    static long IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.FirstTimeUs => long.MinValue + 1;

    readonly long IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.LateFrom(
        long time, in TKey key, ulong hash, JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state, long watermark) => time;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly bool IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.Take<TOwn, TOwnRecord, TOther, TSide, TNext>(
        in Timed<TOwn> row, in TKey key, ulong hash, ref JoinEntry<TLeft, TRight> entry,
        JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state, long watermark, ref JoinResults<TOut, TNext> results)
    {
        TSide.Own(ref entry).Add(row.Time, new Kept<TOwn>(state.Heap.Keep<TOwn, TOwnRecord>(in row.Row)), state.Heap);
        // A version is looked at too: the one before it is of no use once the watermark has come to it.
        state.LookBy(ref entry, hash, row.Time);
        return true;
    }

    readonly bool IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.LooksAtKeys(long watermark) => true;

    bool IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.LookAt<TNext>(
        in TKey key, ref JoinEntry<TLeft, TRight> entry,
        JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state, long watermark, ref JoinResults<TOut, TNext> results)
    {
        while (!entry.Left.IsEmpty && entry.Left.First.Time <= watermark)
        {
            ref var left = ref entry.Left.First;
            if (!RemoveVersions(ref entry, left.Time, state, ref results) || !results.HasRoomForMore()) return false;
            if (!entry.Right.IsEmpty && entry.Right.First.Time <= left.Time)
                results.Next.Collect(_functions.Pair(in left.Value.Row, in entry.Right.First.Value.Row), left.Time);
            else if (TFn.KeepsLeft)
                results.Next.Collect(_functions.Left(in left.Value.Row), left.Time);
            state.RemoveFirstLeft(ref entry);
        }
        return RemoveVersions(ref entry, watermark, state, ref results);
    }

    // When its first left row is due, or a version takes the place of another.
    readonly long? IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.NextLook(in JoinEntry<TLeft, TRight> entry, long watermark)
    {
        long? next = NextVersion(in entry, watermark);
        return entry.Left.IsEmpty ? next : Math.Min(entry.Left.First.Time, next ?? long.MaxValue);
    }

    readonly long IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.Passed(long watermark) => watermark;

    /// <summary>Removes versions of a key from the front as long as the one behind is valid at a time. False if it stopped for want of room or budget.</summary>
    private static bool RemoveVersions<TNext>(
        ref JoinEntry<TLeft, TRight> entry, long time, JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state, ref JoinResults<TOut, TNext> results)
        where TNext : struct, IOperator<TOut>
    {
        while (SecondVersion(in entry) is { } second && second <= time)
        {
            if (!results.HasRoomForMore()) return false;
            state.RemoveFirstRight(ref entry);
        }
        return true;
    }

    /// <summary>Time of the first version that lies after the watermark.</summary>
    private static long? NextVersion(in JoinEntry<TLeft, TRight> entry, long watermark) =>
        entry.Right.IsEmpty ? null : entry.Right.First.Time > watermark ? entry.Right.First.Time : SecondVersion(in entry);

    private static long? SecondVersion(in JoinEntry<TLeft, TRight> entry)
    {
        if (entry.Right.IsEmpty) return null;
        var first = entry.Right.Elements(0);
        return first.Length > 1 ? first[1].Time : entry.Right.ChunkCount > 1 ? entry.Right.Elements(1)[0].Time : null;
    }
}
