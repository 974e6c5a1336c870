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
/// <inheritdoc cref="IntervalJoin{TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TLeftKey, TRightKey, TFn, TOut, TNext, TLateLeft, TLateRight}"/>
public struct TemporalJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TLeftKey, TRightKey, TFn, TOut, TNext, TLateLeft, TLateRight>
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
    private bool _firing;
    // Keys to be looked at, taken together so that their cache misses overlap.
    private SessionCheck<TKey>[] _due;
    private int _dueCount;
    private int _dueDone;
    /// <summary>A join in front of <paramref name="next"/>.</summary>
    /// <param name="leftKey">The key of a left row.</param>
    /// <param name="rightKey">The key of a right row.</param>
    /// <param name="functions">The user's function.</param>
    /// <param name="name">Name of the operator, for errors.</param>
    /// <param name="next">The next operator.</param>
    /// <param name="lateLeft">Where late left rows go.</param>
    /// <param name="lateRight">Where late right rows go.</param>
    public TemporalJoin(TLeftKey leftKey, TRightKey rightKey, TFn functions, string name, TNext next, TLateLeft lateLeft, TLateRight lateRight)
    {
        _leftKey = leftKey;
        _rightKey = rightKey;
        _functions = functions;
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
        to.Begin($"temporal join {_name}");
        to.Write(_watermark);
        _state.Save(to);
        _next.Save(to);
        _lateLeft.Save(to);
        _lateRight.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin($"temporal join {_name}");
        _watermark = Math.Max(_watermark, from.Read<long>());
        while (_state.TryLoad(from, out TKey key, out ulong hash))
        {
            ref var entry = ref _state.Table.GetOrAdd(in key, hash, out _);
            CheckNext(ref entry, hash);
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
            if (row.Time <= _watermark)
            {
                if (row.Time == long.MinValue) Throw.NoEventTime(_name);
                late.Collect((row.Row, new Duration(IntervalSpec.Subtract(_watermark, row.Time))), row.Time);
                continue;
            }
            TKey key = selector.Key(in row.Row);
            ref var entry = ref _state.Table.GetOrAdd(in key, hashes[i], out _);
            TSide.Own(ref entry).Add(row.Time, new Kept<TOwn>(_state.Heap.Keep<TOwn, TOwnRecord>(in row.Row)), _state.Heap);
            // A version is looked at too: the one before it is of no use once the watermark has come to it.
            if (entry.Checks == 0 || row.Time < entry.CheckAt || entry.CheckAt == long.MaxValue) _state.Check(ref entry, hashes[i], row.Time);
        }
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

    /// <summary>Joins the left rows of a key that are due, and removes the versions that no row needs any more. False if it stopped for want of room or budget.</summary>
    private bool LookAt(in SessionCheck<TKey> check)
    {
        ref var entry = ref _state.Table.GetOrAdd(in check.Key, check.Hash, out _);
        while (!entry.Left.IsEmpty && entry.Left.First.Time <= _watermark)
        {
            ref var left = ref entry.Left.First;
            if (!RemoveVersions(ref entry, left.Time) || !HasRoomForMore()) return false;
            if (!entry.Right.IsEmpty && entry.Right.First.Time <= left.Time) _next.Collect(_functions.Pair(in left.Value.Row, in entry.Right.First.Value.Row), left.Time);
            else if (TFn.KeepsLeft) _next.Collect(_functions.Left(in left.Value.Row), left.Time);
            _state.RemoveFirstLeft(ref entry);
        }
        if (!RemoveVersions(ref entry, _watermark) || !HasRoomForMore()) return false;
        entry.Checks--;
        if (entry.IsEmpty)
        {
            // Checks that are still to come were for rows that are gone.
            entry.CheckAt = long.MaxValue;
            if (entry.Checks == 0) _state.Table.Remove(in check.Key, check.Hash);
        }
        else if (entry.CheckAt <= _watermark)
        {
            CheckNext(ref entry, check.Hash);
        }
        return true;
    }

    /// <summary>Has a key looked at when its first left row is due, or a version takes the place of another.</summary>
    private readonly void CheckNext(ref JoinEntry<TLeft, TRight> entry, ulong hash)
    {
        long? next = NextVersion(in entry);
        if (!entry.Left.IsEmpty) next = Math.Min(entry.Left.First.Time, next ?? long.MaxValue);
        // Without a check, the next row sets one.
        if (next is { } time) _state.Check(ref entry, hash, time);
        else entry.CheckAt = long.MaxValue;
    }

    /// <summary>Removes versions of a key from the front as long as the one behind is valid at a time.</summary>
    private bool RemoveVersions(ref JoinEntry<TLeft, TRight> entry, long time)
    {
        while (SecondVersion(in entry) is { } second && second <= time)
        {
            if (!HasRoomForMore()) return false;
            _state.RemoveFirstRight(ref entry);
        }
        return true;
    }

    /// <summary>Time of the first version that lies after the watermark.</summary>
    private readonly long? NextVersion(in JoinEntry<TLeft, TRight> entry) =>
        entry.Right.IsEmpty ? null : entry.Right.First.Time > _watermark ? entry.Right.First.Time : SecondVersion(in entry);

    private static long? SecondVersion(in JoinEntry<TLeft, TRight> entry)
    {
        if (entry.Right.IsEmpty) return null;
        var first = entry.Right.Elements(0);
        return first.Length > 1 ? first[1].Time : entry.Right.ChunkCount > 1 ? entry.Right.Elements(1)[0].Time : null;
    }

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
        if (!TLeftRecord.HasText && !TRightRecord.HasText) return;
        _next.Flush();
        _state.Release();
    }
}
