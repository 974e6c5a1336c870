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
/// <inheritdoc cref="IntervalJoin{TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TLeftKey, TRightKey, TFn, TOut, TNext, TLateLeft, TLateRight}"/>
public struct WindowJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TLeftKey, TRightKey, TFn, TOut, TNext, TLateLeft, TLateRight>
    : ITwoInputOperator<TLeft, TRight>
    where TLeft : unmanaged where TLeftRecord : struct, IRecord<TLeft>
    where TRight : unmanaged where TRightRecord : struct, IRecord<TRight>
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
    where TLeftKey : struct, IKeySelector<TLeft, TKey> where TRightKey : struct, IKeySelector<TRight, TKey>
    where TFn : struct, IWindowJoinFunction<TLeft, TRight, TKey, TOut> where TNext : struct, IOperator<TOut>
    where TLateLeft : struct, IOperator<(TLeft Row, Duration Lateness)> where TLateRight : struct, IOperator<(TRight Row, Duration Lateness)>
{
    // Results, or rows removed, between two looks at room and budget.
    private const int Units = 64;

    private readonly JoinWindows _windows;
    private readonly string _name;
    private TFn _functions;
    private TLeftKey _leftKey;
    private TRightKey _rightKey;
    private TNext _next;
    private TLateLeft _lateLeft;
    private TLateRight _lateRight;
    private JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> _state;
    private KeyBatch<TLeft, TKey, TKeyRecord> _leftBatch;
    private KeyBatch<TRight, TKey, TKeyRecord> _rightBatch;
    private SubtaskContext _context;
    private long _watermark;
    // Windows that end here or before have been fired.
    private long _fired;
    private int _units;
    private bool _firing;
    // Keys to be looked at, taken together so that their cache misses overlap.
    private SessionCheck<TKey>[] _due;
    private int _dueCount;
    private int _dueDone;
    // The window of the key being looked at, and how far it is.
    private Stage _stage;
    private JoinWindow _window;
    private long _nextEnd;
    private TimeListPosition _leftAt;
    private TimeListPosition _rightStart;
    private TimeListPosition _rightAt;

    /// <summary>A join in front of <paramref name="next"/>.</summary>
    /// <param name="leftKey">The key of a left row.</param>
    /// <param name="rightKey">The key of a right row.</param>
    /// <param name="functions">The user's function.</param>
    /// <param name="window">The windows.</param>
    /// <param name="name">Name of the operator, for errors.</param>
    /// <param name="next">The next operator.</param>
    /// <param name="lateLeft">Where late left rows go.</param>
    /// <param name="lateRight">Where late right rows go.</param>
    public WindowJoin(TLeftKey leftKey, TRightKey rightKey, TFn functions, WindowSpec window, string name, TNext next, TLateLeft lateLeft, TLateRight lateRight)
    {
        _leftKey = leftKey;
        _rightKey = rightKey;
        _functions = functions;
        _windows = new JoinWindows(window);
        _name = name;
        _next = next;
        _lateLeft = lateLeft;
        _lateRight = lateRight;
        _watermark = _fired = long.MinValue;
        _window.Through = long.MinValue;
        _units = Units;
        _state = null!;
        _context = null!;
        _due = null!;
    }

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

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom && _lateLeft.HasRoom && _lateRight.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _context = context;
        _leftBatch = new();
        _rightBatch = new();
        _due = new SessionCheck<TKey>[Units];
        _state = new(context.State, Salt.Of(_name, context.Index));
        _next.Open(context);
        _lateLeft.Open(context);
        _lateRight.Open(context);
    }

    /// <inheritdoc/>
    public int ProcessLeft(ReadOnlySpan<Timed<TLeft>> rows)
    {
        int all = rows.Length;
        while (KeyBatch<TLeft, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            _leftBatch.Prepare(batch, ref _leftKey, _state.Table);
            Keep<TLeft, TLeftRecord, TRight, LeftSide<TLeft, TRight>, TLeftKey, TLateLeft>(batch, _leftBatch.Hashes, ref _leftKey, ref _lateLeft);
            if (!_lateLeft.HasRoom) break;
        }
        return all - rows.Length;
    }

    /// <inheritdoc/>
    public int ProcessRight(ReadOnlySpan<Timed<TRight>> rows)
    {
        int all = rows.Length;
        while (KeyBatch<TRight, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            _rightBatch.Prepare(batch, ref _rightKey, _state.Table);
            Keep<TRight, TRightRecord, TLeft, RightSide<TLeft, TRight>, TRightKey, TLateRight>(batch, _rightBatch.Hashes, ref _rightKey, ref _lateRight);
            if (!_lateRight.HasRoom) break;
        }
        return all - rows.Length;
    }

    /// <inheritdoc/>
    public void Flush()
    {
        _next.Flush();
        _lateLeft.Flush();
        _lateRight.Flush();
        _state.Release();
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark)
    {
        _watermark = watermark;
        _firing = true;
        return Advance();
    }

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs) & _lateLeft.ProcessingTime(nowUs) & _lateRight.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish()
    {
        bool next = _next.Finish(), lateLeft = _lateLeft.Finish(), lateRight = _lateRight.Finish();
        return next && lateLeft && lateRight;
    }

    /// <inheritdoc/>
    public bool Resume()
    {
        bool next = _next.Resume(), lateLeft = _lateLeft.Resume(), lateRight = _lateRight.Resume();
        return next && lateLeft && lateRight && (!_firing || Advance());
    }

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        to.Begin($"window join {_name}");
        to.Write(_watermark);
        _state.Save(to);
        _next.Save(to);
        _lateLeft.Save(to);
        _lateRight.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin($"window join {_name}");
        // Between rows, what the watermark sets off has been done.
        _fired = _watermark = Math.Max(_watermark, from.Read<long>());
        while (_state.TryLoad(from, out TKey key, out ulong hash))
        {
            ref var entry = ref _state.Table.GetOrAdd(in key, hash, out _);
            entry.Reached = long.MinValue;
            _state.Check(ref entry, hash, _windows.FirstEnd(FirstTime(in entry), _watermark));
        }
        _next.Load(from);
        _lateLeft.Load(from);
        _lateRight.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _state?.Dispose();
        _next.Close();
        _lateLeft.Close();
        _lateRight.Close();
    }

    // Compiled on its own, so that it is optimised as soon as it is hot.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Keep<TOwn, TOwnRecord, TOther, TSide, TSelector, TLate>(ReadOnlySpan<Timed<TOwn>> rows, ReadOnlySpan<ulong> hashes, ref TSelector selector, ref TLate late)
        where TOwn : unmanaged where TOwnRecord : struct, IRecord<TOwn> where TOther : unmanaged
        where TSide : struct, IJoinSide<TOwn, TOther, TLeft, TRight>
        where TSelector : struct, IKeySelector<TOwn, TKey> where TLate : struct, IOperator<(TOwn Row, Duration Lateness)>
    {
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            if (row.Time == long.MinValue) Throw.NoEventTime(_name);
            if (!_windows.Covers(row.Time)) continue;
            TKey key = selector.Key(in row.Row);
            long last = _windows.LastEnd(row.Time);
            if (last <= _watermark && !GoesOn(in key, hashes[i], row.Time))
            {
                late.Collect((row.Row, new Duration(IntervalSpec.Subtract(_watermark, last))), row.Time);
                continue;
            }
            ref var entry = ref _state.Table.GetOrAdd(in key, hashes[i], out _);
            if (entry.IsEmpty || row.Time < FirstTime(in entry)) entry.Reached = long.MinValue;
            TSide.Own(ref entry).Add(row.Time, new Kept<TOwn>(_state.Heap.Keep<TOwn, TOwnRecord>(in row.Row)), _state.Heap);
            long end = _windows.FirstEnd(row.Time, _watermark);
            if (entry.Checks == 0 || end < entry.CheckAt) _state.Check(ref entry, hashes[i], end);
        }
    }

    /// <summary>True if the row belongs to a session that has not been fired.</summary>
    private readonly bool GoesOn(in TKey key, ulong hash, long time) =>
        _windows.IsSession && _state.Table.TryFind(in key, hash, out var entry) && (Touches(in entry.Left, time) || Touches(in entry.Right, time));

    private readonly bool Touches<T>(in TimeList<Kept<T>> rows, long time) where T : unmanaged
    {
        var at = rows.LowerBound(IntervalSpec.Subtract(time, _windows.LengthUs));
        return at.Chunk < rows.ChunkCount && rows.Elements(at.Chunk)[at.Index].Time <= IntervalSpec.Add(time, _windows.LengthUs);
    }

    /// <summary>Looks at the keys that are due, and passes the watermark on.</summary>
    private bool Advance()
    {
        while (TakeDue())
        {
            for (; _dueDone < _dueCount; _dueDone++)
            {
                if (LookAt(in _due[_dueDone])) continue;
                FlushNext();
                return false;
            }
        }
        FlushNext();
        _firing = false;
        _fired = _watermark;
        bool next = _next.Watermark(_watermark), lateLeft = _lateLeft.Watermark(_watermark), lateRight = _lateRight.Watermark(_watermark);
        return next && lateLeft && lateRight;
    }

    private bool TakeDue()
    {
        if (_dueDone < _dueCount) return true;
        _dueDone = _dueCount = 0;
        while (_dueCount < Units && _state.TryTake(_watermark, out _due[_dueCount])) _state.Table.Prefetch(_due[_dueCount++].Hash);
        return _dueCount > 0;
    }

    /// <summary>Fires the windows of a key that are over. False if it stopped for want of room or budget.</summary>
    private bool LookAt(in SessionCheck<TKey> check)
    {
        ref var entry = ref _state.Table.GetOrAdd(in check.Key, check.Hash, out _);
        // A key may have several checks; if it is to be looked at later, it has been looked at for this watermark.
        while (_stage != Stage.Between || (entry.CheckAt <= _watermark && !entry.IsEmpty && Enter(ref entry)))
        {
            if (_stage == Stage.Pairs && !GivePairs(ref entry)) return false;
            if (_stage == Stage.RightRows && !GiveRightRows(ref entry)) return false;
            if (_stage == Stage.Group && !GiveGroup(ref entry, in check.Key)) return false;
            if (!Remove(ref entry)) return false;
            _stage = Stage.Between;
        }
        if (!HasRoomForMore()) return false;
        entry.Checks--;
        if (entry.IsEmpty)
        {
            // Checks that are still to come were for rows that are gone.
            entry.CheckAt = long.MaxValue;
            if (entry.Checks == 0) _state.Table.Remove(in check.Key, check.Hash);
        }
        else if (entry.Checks == 0 || entry.CheckAt <= _watermark)
        {
            _state.Check(ref entry, check.Hash, _nextEnd);
        }
        _window.Through = long.MinValue;
        return true;
    }

    /// <summary>Finds the next window of a key; false if it is not over.</summary>
    private bool Enter(ref JoinEntry<TLeft, TRight> entry)
    {
        long first = FirstTime(in entry);
        var window = _windows.IsSession ? _windows.Session(first, LastOfSession(ref entry, first)) : _windows.First(first, in _window, _fired);
        _nextEnd = window.End;
        if (window.End > _watermark) return false;
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
    private readonly long LastOfSession(ref JoinEntry<TLeft, TRight> entry, long first)
    {
        long last = Math.Max(first, entry.Reached);
        var (left, right) = (entry.Left.LowerBound(last), entry.Right.LowerBound(last));
        int walked = 0;
        for (bool grows = true; grows;)
        {
            grows = Walk(in entry.Left, ref left, ref last, ref walked);
            grows |= Walk(in entry.Right, ref right, ref last, ref walked);
        }
        _context.Budget.Spend(walked / Units);
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
                if (time > IntervalSpec.Add(last, _windows.LengthUs))
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
    private bool GivePairs(ref JoinEntry<TLeft, TRight> entry)
    {
        ref var lefts = ref entry.Left;
        ref var rights = ref entry.Right;
        bool isAlone = !IsIn(in rights, _rightStart);
        while (IsIn(in lefts, _leftAt))
        {
            ref var left = ref lefts.Elements(_leftAt.Chunk)[_leftAt.Index];
            if (isAlone)
            {
                if (!HasRoomForMore()) return false;
                _next.Collect(_functions.Left(in left.Value.Row), _window.End);
            }
            else
            {
                int index = _rightAt.Index;
                for (int chunk = _rightAt.Chunk; chunk < rights.ChunkCount; chunk++, index = 0)
                {
                    var elements = rights.Elements(chunk);
                    for (; index < elements.Length && elements[index].Time <= _window.Last; index++)
                    {
                        if (!HasRoomForMore())
                        {
                            _rightAt = new TimeListPosition(chunk, index);
                            return false;
                        }
                        _next.Collect(_functions.Pair(in left.Value.Row, in elements[index].Value.Row), _window.End);
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

    private bool GiveRightRows(ref JoinEntry<TLeft, TRight> entry)
    {
        for (; IsIn(in entry.Right, _rightAt); _rightAt = entry.Right.Next(_rightAt))
        {
            if (!HasRoomForMore()) return false;
            _next.Collect(_functions.Right(in entry.Right.Elements(_rightAt.Chunk)[_rightAt.Index].Value.Row), _window.End);
        }
        _stage = Stage.Removing;
        return true;
    }

    private bool GiveGroup(ref JoinEntry<TLeft, TRight> entry, in TKey key)
    {
        if (!HasRoomForMore()) return false;
        var (left, right) = (new KeptSide<TLeft>(in entry.Left, _leftAt, _window.Last), new KeptSide<TRight>(in entry.Right, _rightAt, _window.Last));
        _context.Budget.Spend((int)Math.Min(left.Count + right.Count, int.MaxValue));
        _next.Collect(TFn.Group(_state.KeepKey(in key), _windows.Of(in _window), in left, in right), _window.End);
        _stage = Stage.Removing;
        return true;
    }

    private bool Remove(ref JoinEntry<TLeft, TRight> entry)
    {
        while (!entry.Left.IsEmpty && entry.Left.First.Time <= _window.Through)
        {
            if (!HasRoomForMore()) return false;
            _state.RemoveFirstLeft(ref entry);
        }
        while (!entry.Right.IsEmpty && entry.Right.First.Time <= _window.Through)
        {
            if (!HasRoomForMore()) return false;
            _state.RemoveFirstRight(ref entry);
        }
        return true;
    }

    private readonly bool IsIn<T>(in TimeList<Kept<T>> rows, TimeListPosition at) where T : unmanaged =>
        at.Chunk < rows.ChunkCount && rows.Elements(at.Chunk)[at.Index].Time <= _window.Last;

    private static long FirstTime(in JoinEntry<TLeft, TRight> entry) =>
        Math.Min(entry.Left.IsEmpty ? long.MaxValue : entry.Left.First.Time, entry.Right.IsEmpty ? long.MaxValue : entry.Right.First.Time);

    /// <summary>Counts a result; false once in a while, if there is no room or the budget is used up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasRoomForMore() => --_units > 0 || LookForRoom();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool LookForRoom()
    {
        _units = Units;
        return _context.Budget.Spend(Units) & HasRoom;
    }

    private void FlushNext()
    {
        if (!TLeftRecord.HasText && !TRightRecord.HasText && !TKeyRecord.HasText) return;
        _next.Flush();
        _state.Release();
    }
}
