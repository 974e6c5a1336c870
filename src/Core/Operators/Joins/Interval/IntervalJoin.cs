using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Joins rows of one key whose times lie within an interval of each other. A result has the later time of its two rows; a row without a
/// partner has its result, if it has one, when the watermark says that none can come.
/// </summary>
/// <remarks>
/// <para>A row is matched with what is kept of the other side, which is ordered by time, and then kept itself as long as partners may
/// follow. A row with many partners stops when there is no room or budget and goes on with the next call.</para>
/// <para>A key is looked at, and what is over removed, when the watermark comes to it: with results for rows without a partner, as soon as
/// the first of them is due; otherwise when its newest row is over, since rows of the key remove a few older ones each time.</para>
/// <para>Results for rows without a partner are older than the watermark by as much as they waited, so the watermark that is passed on lies
/// behind by that.</para>
/// </remarks>
/// <typeparam name="TLeft">The left row.</typeparam>
/// <typeparam name="TLeftRecord">Row knowledge of it.</typeparam>
/// <typeparam name="TRight">The right row.</typeparam>
/// <typeparam name="TRightRecord">Row knowledge of it.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TFn">The user's function.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <param name="functions">The user's function.</param>
/// <param name="interval">Which rows are partners.</param>
public struct IntervalJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TFn, TOut>(TFn functions, IntervalSpec interval)
    : IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>
    where TLeft : unmanaged where TLeftRecord : struct, IRecord<TLeft>
    where TRight : unmanaged where TRightRecord : struct, IRecord<TRight>
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
    where TFn : struct, IJoinFunction<TLeft, TRight, TOut>
{
    // Rows that a row of the same key removes at most: enough to keep up, few enough for a step.
    private const int MostRemoved = 16;

    private readonly IntervalSpec _interval = interval;
    private TFn _functions = functions;
    // The row that is taken next has been matched up to here.
    private bool _isMatching;
    private bool _hasMatched;
    private TimeListPosition _position;

    static string IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.Kind => "interval join";

    static long IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.FirstTimeUs => long.MinValue + 1;

    private static bool KeepsAlone => TFn.KeepsLeft || TFn.KeepsRight;

    readonly long IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.LateFrom(
        long time, in TKey key, ulong hash, JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state, long watermark) => time;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.Take<TOwn, TOwnRecord, TOther, TSide, TNext>(
        in Timed<TOwn> row, in TKey key, ulong hash, ref JoinEntry<TLeft, TRight> entry,
        JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state, long watermark, ref JoinResults<TOut, TNext> results)
    {
        if (!_isMatching)
        {
            if (!KeepsAlone) RemoveSome(ref entry, state, watermark);
            long first = TSide.FirstPartner(_interval, row.Time);
            _position = TSide.Other(ref entry).LowerBound(first);
            // Where the first partner would come behind the end of time, rows at that end are none.
            if (first == long.MaxValue && TSide.IsBeyondTime(_interval, row.Time)) _position = new TimeListPosition(TSide.Other(ref entry).ChunkCount, 0);
            _hasMatched = false;
        }
        if (_isMatching = !Match<TOwn, TOther, TSide, TNext>(ref entry, in row, ref results)) return false;
        long last = TSide.LastPartner(_interval, row.Time);
        if (last > watermark)
        {
            TOwn kept = state.Heap.Keep<TOwn, TOwnRecord>(in row.Row);
            TSide.Own(ref entry).Add(row.Time, new Kept<TOwn>(kept) { Matched = _hasMatched }, state.Heap);
            if (KeepsAlone || entry.Checks == 0) state.LookBy(ref entry, hash, last);
        }
        else
        {
            if (TSide.Keeps<TFn, TOut>() && !_hasMatched) results.Next.Collect(TSide.Alone<TFn, TOut>(ref _functions, in row.Row), row.Time);
            if (entry.Checks == 0) state.Table.Remove(in key, hash);
        }
        return true;
    }

    // At the end, what is kept is of no use to anyone.
    readonly bool IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.LooksAtKeys(long watermark) => KeepsAlone || watermark != long.MaxValue;

    bool IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.LookAt<TNext>(
        in TKey key, ref JoinEntry<TLeft, TRight> entry,
        JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state, long watermark, ref JoinResults<TOut, TNext> results)
    {
        while (!entry.Left.IsEmpty)
        {
            ref var first = ref entry.Left.First;
            if (EndOfLeft(first.Time) > watermark) break;
            if (!results.HasRoomForMore()) return false;
            if (TFn.KeepsLeft && !first.Value.Matched) results.Next.Collect(_functions.Left(in first.Value.Row), first.Time);
            state.RemoveFirstLeft(ref entry);
        }
        while (!entry.Right.IsEmpty)
        {
            ref var first = ref entry.Right.First;
            if (EndOfRight(first.Time) > watermark) break;
            if (!results.HasRoomForMore()) return false;
            if (TFn.KeepsRight && !first.Value.Matched) results.Next.Collect(_functions.Right(in first.Value.Row), first.Time);
            state.RemoveFirstRight(ref entry);
        }
        return true;
    }

    readonly long? IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.NextLook(in JoinEntry<TLeft, TRight> entry, long watermark) =>
        KeepsAlone ? FirstEnd(in entry) : LastEnd(in entry);

    readonly long IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.Passed(long watermark)
    {
        long held = 0;
        if (TFn.KeepsLeft) held = Math.Max(held, _interval.UpperUs);
        if (TFn.KeepsRight) held = Math.Max(held, TimeMath.Subtract(0, _interval.LowerUs));
        return watermark == long.MaxValue ? watermark : TimeMath.Subtract(watermark, held);
    }

    /// <summary>Joins a row with what is kept of the other side, from <see cref="_position"/>. False if it stopped for want of room or budget.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Match<TOwn, TOther, TSide, TNext>(ref JoinEntry<TLeft, TRight> entry, in Timed<TOwn> row, ref JoinResults<TOut, TNext> results)
        where TOwn : unmanaged where TOther : unmanaged where TSide : struct, IJoinSide<TOwn, TOther, TLeft, TRight> where TNext : struct, IOperator<TOut>
    {
        ref var others = ref TSide.Other(ref entry);
        long last = TSide.LastPartner(_interval, row.Time);
        int chunks = others.ChunkCount, index = _position.Index;
        for (int chunk = _position.Chunk; chunk < chunks; chunk++, index = 0)
        {
            var elements = others.Elements(chunk);
            for (; index < elements.Length; index++)
            {
                ref var other = ref elements[index];
                if (other.Time > last) return true;
                if (!results.HasRoomForMore())
                {
                    _position = new TimeListPosition(chunk, index);
                    return false;
                }
                other.Value.Matched = true;
                _hasMatched = true;
                results.Next.Collect(TSide.Pair<TFn, TOut>(ref _functions, in row.Row, in other.Value.Row), Math.Max(row.Time, other.Time));
            }
        }
        return true;
    }

    /// <summary>Removes a few rows of a key that are over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void RemoveSome(ref JoinEntry<TLeft, TRight> entry, JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state, long watermark)
    {
        for (int i = 0; i < MostRemoved && !entry.Left.IsEmpty && EndOfLeft(entry.Left.First.Time) <= watermark; i++) state.RemoveFirstLeft(ref entry);
        for (int i = 0; i < MostRemoved && !entry.Right.IsEmpty && EndOfRight(entry.Right.First.Time) <= watermark; i++) state.RemoveFirstRight(ref entry);
    }

    /// <summary>When the first row kept of a key is over.</summary>
    private readonly long FirstEnd(in JoinEntry<TLeft, TRight> entry) => Math.Min(
        entry.Left.IsEmpty ? long.MaxValue : EndOfLeft(entry.Left.First.Time),
        entry.Right.IsEmpty ? long.MaxValue : EndOfRight(entry.Right.First.Time));

    /// <summary>When the last row kept of a key is over.</summary>
    private readonly long LastEnd(in JoinEntry<TLeft, TRight> entry) => Math.Max(
        entry.Left.IsEmpty ? long.MinValue : EndOfLeft(entry.Left.Last.Time),
        entry.Right.IsEmpty ? long.MinValue : EndOfRight(entry.Right.Last.Time));

    /// <summary>The watermark behind which a left row has no further partners.</summary>
    private readonly long EndOfLeft(long time) => LeftSide<TLeft, TRight>.LastPartner(_interval, time);

    /// <summary>The watermark behind which a right row has no further partners.</summary>
    private readonly long EndOfRight(long time) => RightSide<TLeft, TRight>.LastPartner(_interval, time);
}
