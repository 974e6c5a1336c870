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
/// <typeparam name="TLeftKey">The key of a left row.</typeparam>
/// <typeparam name="TRightKey">The key of a right row.</typeparam>
/// <typeparam name="TFn">The user's function.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <typeparam name="TLateLeft">Where late left rows go.</typeparam>
/// <typeparam name="TLateRight">Where late right rows go.</typeparam>
public struct IntervalJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TLeftKey, TRightKey, TFn, TOut, TNext, TLateLeft, TLateRight>
    : ITwoInputOperator<TLeft, TRight>
    where TLeft : unmanaged where TLeftRecord : struct, IRecord<TLeft>
    where TRight : unmanaged where TRightRecord : struct, IRecord<TRight>
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
    where TLeftKey : struct, IKeySelector<TLeft, TKey> where TRightKey : struct, IKeySelector<TRight, TKey>
    where TFn : struct, IJoinFunction<TLeft, TRight, TOut> where TNext : struct, IOperator<TOut>
    where TLateLeft : struct, IOperator<(TLeft Row, Duration Lateness)> where TLateRight : struct, IOperator<(TRight Row, Duration Lateness)>
{
    // Results, or rows removed, between two looks at room and budget.
    private const int Units = 64;
    // Rows that a row of the same key removes at most: enough to keep up, few enough for a step.
    private const int MostRemoved = 16;

    private readonly IntervalSpec _interval;
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
    private int _units;
    // The row that the next call begins with has been matched up to here.
    private bool _isMatching;
    private bool _hasMatched;
    private TimeListPosition _position;
    private bool _firing;
    // Keys to be looked at, taken together so that their cache misses overlap.
    private SessionCheck<TKey>[] _due;
    private int _dueCount;
    private int _dueDone;

    /// <summary>A join in front of <paramref name="next"/>.</summary>
    /// <param name="leftKey">The key of a left row.</param>
    /// <param name="rightKey">The key of a right row.</param>
    /// <param name="functions">The user's function.</param>
    /// <param name="interval">Which rows are partners.</param>
    /// <param name="name">Name of the operator, for errors.</param>
    /// <param name="next">The next operator.</param>
    /// <param name="lateLeft">Where late left rows go.</param>
    /// <param name="lateRight">Where late right rows go.</param>
    public IntervalJoin(TLeftKey leftKey, TRightKey rightKey, TFn functions, IntervalSpec interval, string name, TNext next, TLateLeft lateLeft, TLateRight lateRight)
    {
        _leftKey = leftKey;
        _rightKey = rightKey;
        _functions = functions;
        _interval = interval;
        _name = name;
        _next = next;
        _lateLeft = lateLeft;
        _lateRight = lateRight;
        _watermark = long.MinValue;
        _units = Units;
        _state = null!;
        _context = null!;
        _due = null!;
    }

    private static bool KeepsAlone => TFn.KeepsLeft || TFn.KeepsRight;

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
        int done = 0, taken;
        do
        {
            var batch = rows.Slice(done, Math.Min(rows.Length - done, _leftBatch.Hashes.Length));
            _leftBatch.Prepare(batch, ref _leftKey, _state.Table);
            taken = Match<TLeft, TLeftRecord, TRight, LeftSide<TLeft, TRight>, TLeftKey, TLateLeft>(batch, _leftBatch.Hashes, ref _leftKey, ref _lateLeft);
            done += taken;
            if (taken < batch.Length) return done;
        }
        while (done < rows.Length);
        return done;
    }

    /// <inheritdoc/>
    public int ProcessRight(ReadOnlySpan<Timed<TRight>> rows)
    {
        int done = 0, taken;
        do
        {
            var batch = rows.Slice(done, Math.Min(rows.Length - done, _rightBatch.Hashes.Length));
            _rightBatch.Prepare(batch, ref _rightKey, _state.Table);
            taken = Match<TRight, TRightRecord, TLeft, RightSide<TLeft, TRight>, TRightKey, TLateRight>(batch, _rightBatch.Hashes, ref _rightKey, ref _lateRight);
            done += taken;
            if (taken < batch.Length) return done;
        }
        while (done < rows.Length);
        return done;
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
        to.Begin($"interval join {_name}");
        to.Write(_watermark);
        _state.Save(to);
        _next.Save(to);
        _lateLeft.Save(to);
        _lateRight.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin($"interval join {_name}");
        _watermark = Math.Max(_watermark, from.Read<long>());
        while (_state.TryLoad(from, out TKey key, out ulong hash))
        {
            ref var entry = ref _state.Table.GetOrAdd(in key, hash, out _);
            _state.Check(ref entry, hash, KeepsAlone ? FirstEnd(in entry) : LastEnd(in entry));
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
    private int Match<TOwn, TOwnRecord, TOther, TSide, TSelector, TLate>(ReadOnlySpan<Timed<TOwn>> rows, ReadOnlySpan<ulong> hashes, ref TSelector selector, ref TLate late)
        where TOwn : unmanaged where TOwnRecord : struct, IRecord<TOwn> where TOther : unmanaged
        where TSide : struct, IJoinSide<TOwn, TOther, TLeft, TRight>
        where TSelector : struct, IKeySelector<TOwn, TKey> where TLate : struct, IOperator<(TOwn Row, Duration Lateness)>
    {
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            if (row.Time <= _watermark)
            {
                if (row.Time == long.MinValue) Throw.NoEventTime(_name);
                late.Collect((row.Row, new Duration(IntervalSpec.Subtract(_watermark, row.Time))), row.Time);
                if (!HasRoomForMore()) return i + 1;
                continue;
            }
            TKey key = selector.Key(in row.Row);
            ref var entry = ref _state.Table.GetOrAdd(in key, hashes[i], out _);
            if (!_isMatching)
            {
                if (!KeepsAlone) RemoveSome(ref entry);
                long first = TSide.FirstPartner(_interval, row.Time);
                _position = TSide.Other(ref entry).LowerBound(first);
                // Where the first partner would come behind the end of time, rows at that end are none.
                if (first == long.MaxValue && TSide.IsBeyondTime(_interval, row.Time)) _position = new TimeListPosition(TSide.Other(ref entry).ChunkCount, 0);
                _hasMatched = false;
            }
            if (_isMatching = !MatchRow<TOwn, TOther, TSide>(ref entry, in row)) return i;
            long last = TSide.LastPartner(_interval, row.Time);
            if (last > _watermark)
            {
                TOwn kept = _state.Heap.Keep<TOwn, TOwnRecord>(in row.Row);
                TSide.Own(ref entry).Add(row.Time, new Kept<TOwn>(kept) { Matched = _hasMatched }, _state.Heap);
                if (entry.Checks == 0 || (KeepsAlone && last < entry.CheckAt)) _state.Check(ref entry, hashes[i], last);
            }
            else
            {
                if (TSide.Keeps<TFn, TOut>() && !_hasMatched) _next.Collect(TSide.Alone<TFn, TOut>(ref _functions, in row.Row), row.Time);
                if (entry.Checks == 0) _state.Table.Remove(in key, hashes[i]);
            }
        }
        return rows.Length;
    }

    /// <summary>Joins a row with what is kept of the other side, from <see cref="_position"/>. False if it stopped for want of room or budget.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool MatchRow<TOwn, TOther, TSide>(ref JoinEntry<TLeft, TRight> entry, in Timed<TOwn> row)
        where TOwn : unmanaged where TOther : unmanaged where TSide : struct, IJoinSide<TOwn, TOther, TLeft, TRight>
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
                if (!HasRoomForMore())
                {
                    _position = new TimeListPosition(chunk, index);
                    return false;
                }
                other.Value.Matched = true;
                _hasMatched = true;
                _next.Collect(TSide.Pair<TFn, TOut>(ref _functions, in row.Row, in other.Value.Row), Math.Max(row.Time, other.Time));
            }
        }
        return true;
    }

    /// <summary>Counts a result; false once in a while, if there is no room or the budget is used up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasRoomForMore() => --_units > 0 || LookForRoom();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool LookForRoom()
    {
        _units = Units;
        // The budget may end here, so that it is spent even where there is room.
        return _context.Budget.Spend(Units) & HasRoom;
    }

    /// <summary>Removes a few rows of a key that are over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void RemoveSome(ref JoinEntry<TLeft, TRight> entry)
    {
        for (int i = 0; i < MostRemoved && !entry.Left.IsEmpty && IntervalSpec.Add(entry.Left.First.Time, _interval.UpperUs) <= _watermark; i++)
            _state.RemoveFirstLeft(ref entry);
        for (int i = 0; i < MostRemoved && !entry.Right.IsEmpty && IntervalSpec.Subtract(entry.Right.First.Time, _interval.LowerUs) <= _watermark; i++)
            _state.RemoveFirstRight(ref entry);
    }

    /// <summary>Looks at the keys that are due, and passes the watermark on.</summary>
    private bool Advance()
    {
        // At the end, what is kept is of no use to anyone.
        bool isLast = _watermark == long.MaxValue && !KeepsAlone;
        while (!isLast && TakeDue())
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
        long held = 0;
        if (TFn.KeepsLeft) held = Math.Max(held, _interval.UpperUs);
        if (TFn.KeepsRight) held = Math.Max(held, IntervalSpec.Subtract(0, _interval.LowerUs));
        long watermark = _watermark == long.MaxValue ? _watermark : IntervalSpec.Subtract(_watermark, held);
        bool next = _next.Watermark(watermark), lateLeft = _lateLeft.Watermark(_watermark), lateRight = _lateRight.Watermark(_watermark);
        return next && lateLeft && lateRight;
    }

    private bool TakeDue()
    {
        if (_dueDone < _dueCount) return true;
        _dueDone = _dueCount = 0;
        while (_dueCount < Units && _state.TryTake(_watermark, out _due[_dueCount])) _state.Table.Prefetch(_due[_dueCount++].Hash);
        return _dueCount > 0;
    }

    /// <summary>Removes what is over of a key, with results for what had no partner. False if it stopped for want of room or budget.</summary>
    private bool LookAt(in SessionCheck<TKey> check)
    {
        ref var entry = ref _state.Table.GetOrAdd(in check.Key, check.Hash, out _);
        while (!entry.Left.IsEmpty)
        {
            ref var first = ref entry.Left.First;
            if (IntervalSpec.Add(first.Time, _interval.UpperUs) > _watermark) break;
            if (!HasRoomForMore()) return false;
            if (TFn.KeepsLeft && !first.Value.Matched) _next.Collect(_functions.Left(in first.Value.Row), first.Time);
            _state.RemoveFirstLeft(ref entry);
        }
        while (!entry.Right.IsEmpty)
        {
            ref var first = ref entry.Right.First;
            if (IntervalSpec.Subtract(first.Time, _interval.LowerUs) > _watermark) break;
            if (!HasRoomForMore()) return false;
            if (TFn.KeepsRight && !first.Value.Matched) _next.Collect(_functions.Right(in first.Value.Row), first.Time);
            _state.RemoveFirstRight(ref entry);
        }
        if (!HasRoomForMore()) return false;
        entry.Checks--;
        if (entry.IsEmpty)
        {
            // Checks that are still to come were for rows that are gone.
            entry.CheckAt = long.MaxValue;
            if (entry.Checks == 0) _state.Table.Remove(in check.Key, check.Hash);
        }
        else if (entry.Checks == 0 || (KeepsAlone && entry.CheckAt <= _watermark))
        {
            _state.Check(ref entry, check.Hash, KeepsAlone ? FirstEnd(in entry) : LastEnd(in entry));
        }
        return true;
    }

    /// <summary>When the first row kept of a key is over.</summary>
    private readonly long FirstEnd(in JoinEntry<TLeft, TRight> entry)
    {
        long left = entry.Left.IsEmpty ? long.MaxValue : IntervalSpec.Add(entry.Left.First.Time, _interval.UpperUs);
        long right = entry.Right.IsEmpty ? long.MaxValue : IntervalSpec.Subtract(entry.Right.First.Time, _interval.LowerUs);
        return Math.Min(left, right);
    }

    /// <summary>When the last row kept of a key is over.</summary>
    private readonly long LastEnd(in JoinEntry<TLeft, TRight> entry)
    {
        long left = entry.Left.IsEmpty ? long.MinValue : IntervalSpec.Add(entry.Left.Last.Time, _interval.UpperUs);
        long right = entry.Right.IsEmpty ? long.MinValue : IntervalSpec.Subtract(entry.Right.Last.Time, _interval.LowerUs);
        return Math.Max(left, right);
    }

    private void FlushNext()
    {
        if (!TLeftRecord.HasText && !TRightRecord.HasText) return;
        _next.Flush();
        _state.Release();
    }
}
