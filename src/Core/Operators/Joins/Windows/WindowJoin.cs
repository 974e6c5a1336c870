using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Joins rows of one key that fall into the same window: each left row with each right row, when the watermark passes the window's end.</summary>
/// <remarks>
/// Rows of a key are kept in order of time, so a window is a range of both sides and sliding windows share what they have in common. A key is
/// looked at when the watermark passes the end of its first window. How far the results of a window have been given is state: a window of
/// millions of pairs takes many steps. A function of whole windows (<see cref="IWindowJoinFunction{TLeft, TRight, TKey, TOut}.GivesGroups"/>) is
/// given one in a single call.
/// </remarks>
/// <param name="functions">The user's function.</param>
/// <param name="window">The windows.</param>
/// <inheritdoc cref="IntervalJoin{TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TFn, TOut}"/>
public struct WindowJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TFn, TOut>(TFn functions, WindowSpec window)
    : IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>
    where TLeft : unmanaged where TLeftRecord : struct, IRecord<TLeft>
    where TRight : unmanaged where TRightRecord : struct, IRecord<TRight>
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
    where TFn : struct, IWindowJoinFunction<TLeft, TRight, TKey, TOut>
{
    private readonly JoinWindows _windows = new(window);
    private TFn _functions = functions;
    // Windows that end here or before have been fired.
    private long _fired = long.MinValue;
    // The window of the key being looked at, and how far it is.
    private Stage _stage;
    private JoinWindow _window = new() { Through = long.MinValue };
    private TimeListPosition _leftAt;
    private TimeListPosition _rightStart;
    private TimeListPosition _rightAt;

    private enum Stage
    {
        /// <summary>Between two windows.</summary>
        Between,

        /// <summary>Giving results.</summary>
        Pairs,

        /// <summary>Giving results for right rows, since there are no left ones.</summary>
        RightRows,

        /// <summary>Giving the one result of the window.</summary>
        Group,

        /// <summary>Removing what no later window needs.</summary>
        Removing,
    }

    static string IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.Kind => "window join";

    static long IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.FirstTimeUs => TimeMath.FirstUs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly long IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.LateFrom(
        long time, in TKey key, ulong hash, JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state, long watermark)
    {
        long last = _windows.LastEnd(time);
        return last <= watermark && _windows.IsSession && IsAwaited(time, in key, hash, state) ? long.MaxValue : last;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly bool IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.Take<TOwn, TOwnRecord, TOther, TSide, TNext>(
        in Timed<TOwn> row, in TKey key, ulong hash, ref JoinEntry<TLeft, TRight> entry,
        JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state, long watermark, ref JoinResults<TOut, TNext> results)
    {
        if (entry.IsEmpty || row.Time < FirstTime(in entry)) entry.Reached = long.MinValue;
        TSide.Own(ref entry).Add(row.Time, new Kept<TOwn>(state.Heap.Keep<TOwn, TOwnRecord>(in row.Row)), state.Heap);
        state.LookBy(ref entry, hash, _windows.FirstEnd(row.Time, watermark));
        return true;
    }

    readonly bool IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.LooksAtKeys(long watermark) => true;

    bool IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.LookAt<TNext>(
        in TKey key, ref JoinEntry<TLeft, TRight> entry,
        JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state, long watermark, ref JoinResults<TOut, TNext> results)
    {
        // A key may have several checks; if it is to be looked at later, it has been looked at for this watermark.
        while (_stage != Stage.Between || (entry.CheckAt <= watermark && !entry.IsEmpty && Enter(ref entry, watermark, in results)))
        {
            if (_stage == Stage.Pairs && !GivePairs(ref entry, ref results)) return false;
            if (_stage == Stage.RightRows && !GiveRightRows(ref entry, ref results)) return false;
            if (_stage == Stage.Group && !GiveGroup(ref entry, in key, state, ref results)) return false;
            if (!Remove(ref entry, state, ref results)) return false;
            _stage = Stage.Between;
        }
        _window.Through = long.MinValue;
        return true;
    }

    readonly long? IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.NextLook(in JoinEntry<TLeft, TRight> entry, long watermark)
    {
        long first = FirstTime(in entry);
        return _windows.FirstEnd(_windows.IsSession ? Math.Max(first, entry.Reached) : first, watermark);
    }

    long IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut>.Passed(long watermark) => _fired = watermark;

    /// <summary>True if a row belongs to a session that has not been fired.</summary>
    private readonly bool IsAwaited(long time, in TKey key, ulong hash, JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state) =>
        state.Table.TryFind(in key, hash, out var entry) && (Touches(in entry.Left, time) || Touches(in entry.Right, time));

    private readonly bool Touches<T>(in TimeList<Kept<T>> rows, long time) where T : unmanaged
    {
        var at = rows.LowerBound(TimeMath.Subtract(time, _windows.LengthUs));
        return at.Chunk < rows.ChunkCount && rows.Elements(at.Chunk)[at.Index].Time <= TimeMath.Add(time, _windows.LengthUs);
    }

    /// <summary>Finds the next window of a key; false if it is not over.</summary>
    private bool Enter<TNext>(ref JoinEntry<TLeft, TRight> entry, long watermark, ref readonly JoinResults<TOut, TNext> results) where TNext : struct, IOperator<TOut>
    {
        long first = FirstTime(in entry);
        var window = _windows.IsSession ? _windows.Session(first, LastOfSession(ref entry, first, in results)) : _windows.First(first, in _window, _fired);
        if (window.End > watermark) return false;
        _window = window;
        _stage = Stage.Pairs;
        _leftAt = entry.Left.LowerBound(_window.First);
        _rightStart = _rightAt = entry.Right.LowerBound(_window.First);
        if (TFn.GivesGroups) _stage = IsIn(in entry.Left, _leftAt) || IsIn(in entry.Right, _rightAt) ? Stage.Group : Stage.Removing;
        else if (!IsIn(in entry.Left, _leftAt)) _stage = TFn.KeepsRight ? Stage.RightRows : Stage.Removing;
        else if (!TFn.KeepsLeft && !IsIn(in entry.Right, _rightStart)) _stage = Stage.Removing;
        return true;
    }

    /// <summary>Time of the last row of the session that begins with a key's first row.</summary>
    private readonly long LastOfSession<TNext>(ref JoinEntry<TLeft, TRight> entry, long first, ref readonly JoinResults<TOut, TNext> results) where TNext : struct, IOperator<TOut>
    {
        long last = Math.Max(first, entry.Reached);
        var (left, right) = (entry.Left.LowerBound(last), entry.Right.LowerBound(last));
        int walked = 0;
        for (bool grows = true; grows;)
        {
            grows = Walk(in entry.Left, ref left, ref last, ref walked);
            grows |= Walk(in entry.Right, ref right, ref last, ref walked);
        }
        results.Spend(walked / JoinResults<TOut, TNext>.Units);
        return entry.Reached = last;
    }

    /// <summary>Goes through rows as long as each is at most a gap after the last; true if it came any further.</summary>
    private readonly bool Walk<T>(in TimeList<Kept<T>> rows, ref TimeListPosition at, ref long last, ref int walked) where T : unmanaged
    {
        int chunk = at.Chunk, index = at.Index, before = walked;
        for (; chunk < rows.ChunkCount; chunk++, index = 0)
        {
            var elements = rows.Elements(chunk);
            for (; index < elements.Length; index++, walked++)
            {
                long time = elements[index].Time;
                if (time > TimeMath.Add(last, _windows.LengthUs))
                {
                    at = new TimeListPosition(chunk, index);
                    return walked > before;
                }
                last = Math.Max(last, time);
            }
        }
        at = new TimeListPosition(chunk, 0);
        return walked > before;
    }

    /// <summary>Gives each left row of the window with each right row, or alone if there are none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool GivePairs<TNext>(ref JoinEntry<TLeft, TRight> entry, ref JoinResults<TOut, TNext> results) where TNext : struct, IOperator<TOut>
    {
        ref var lefts = ref entry.Left;
        ref var rights = ref entry.Right;
        bool isAlone = !IsIn(in rights, _rightStart);
        while (IsIn(in lefts, _leftAt))
        {
            ref var left = ref lefts.Elements(_leftAt.Chunk)[_leftAt.Index];
            if (isAlone)
            {
                if (!results.HasRoomForMore()) return false;
                results.Next.Collect(_functions.Left(in left.Value.Row), _window.End);
            }
            else
            {
                int index = _rightAt.Index;
                for (int chunk = _rightAt.Chunk; chunk < rights.ChunkCount; chunk++, index = 0)
                {
                    var elements = rights.Elements(chunk);
                    for (; index < elements.Length && elements[index].Time <= _window.Last; index++)
                    {
                        if (!results.HasRoomForMore())
                        {
                            _rightAt = new TimeListPosition(chunk, index);
                            return false;
                        }
                        results.Next.Collect(_functions.Pair(in left.Value.Row, in elements[index].Value.Row), _window.End);
                    }
                    if (index < elements.Length) break;
                }
                _rightAt = _rightStart;
            }
            _leftAt = lefts.Next(_leftAt);
        }
        _stage = Stage.Removing;
        return true;
    }

    private bool GiveRightRows<TNext>(ref JoinEntry<TLeft, TRight> entry, ref JoinResults<TOut, TNext> results) where TNext : struct, IOperator<TOut>
    {
        for (; IsIn(in entry.Right, _rightAt); _rightAt = entry.Right.Next(_rightAt))
        {
            if (!results.HasRoomForMore()) return false;
            results.Next.Collect(_functions.Right(in entry.Right.Elements(_rightAt.Chunk)[_rightAt.Index].Value.Row), _window.End);
        }
        _stage = Stage.Removing;
        return true;
    }

    private bool GiveGroup<TNext>(
        ref JoinEntry<TLeft, TRight> entry, in TKey key, JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state, ref JoinResults<TOut, TNext> results) where TNext : struct, IOperator<TOut>
    {
        if (!results.HasRoomForMore()) return false;
        var (left, right) = (new KeptSide<TLeft>(in entry.Left, _leftAt, _window.Last), new KeptSide<TRight>(in entry.Right, _rightAt, _window.Last));
        results.Spend((int)Math.Min(left.Count + right.Count, int.MaxValue));
        results.Next.Collect(TFn.Group(state.KeepKey(in key), _windows.Of(in _window), in left, in right), _window.End);
        _stage = Stage.Removing;
        return true;
    }

    private readonly bool Remove<TNext>(
        ref JoinEntry<TLeft, TRight> entry, JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> state, ref JoinResults<TOut, TNext> results) where TNext : struct, IOperator<TOut>
    {
        while (!entry.Left.IsEmpty && entry.Left.First.Time <= _window.Through)
        {
            if (!results.HasRoomForMore()) return false;
            state.RemoveFirstLeft(ref entry);
        }
        while (!entry.Right.IsEmpty && entry.Right.First.Time <= _window.Through)
        {
            if (!results.HasRoomForMore()) return false;
            state.RemoveFirstRight(ref entry);
        }
        return true;
    }

    private readonly bool IsIn<T>(in TimeList<Kept<T>> rows, TimeListPosition at) where T : unmanaged =>
        at.Chunk < rows.ChunkCount && rows.Elements(at.Chunk)[at.Index].Time <= _window.Last;

    private static long FirstTime(in JoinEntry<TLeft, TRight> entry) =>
        Math.Min(entry.Left.IsEmpty ? long.MaxValue : entry.Left.First.Time, entry.Right.IsEmpty ? long.MaxValue : entry.Right.First.Time);
}
