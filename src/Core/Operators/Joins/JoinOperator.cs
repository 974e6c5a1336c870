using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// A join in event time: what all kinds have in common around what one kind does itself. Takes rows of both sides in batches, sorts out late
/// ones, looks at keys when the watermark comes to what waits of them, and goes on where it stopped.
/// </summary>
/// <typeparam name="TLeft">The left row.</typeparam>
/// <typeparam name="TLeftRecord">Row knowledge of it.</typeparam>
/// <typeparam name="TRight">The right row.</typeparam>
/// <typeparam name="TRightRecord">Row knowledge of it.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TLeftKey">The key of a left row.</typeparam>
/// <typeparam name="TRightKey">The key of a right row.</typeparam>
/// <typeparam name="TJoin">What this kind of join does itself.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <typeparam name="TLateLeft">Where late left rows go.</typeparam>
/// <typeparam name="TLateRight">Where late right rows go.</typeparam>
/// <param name="leftKey">The key of a left row.</param>
/// <param name="rightKey">The key of a right row.</param>
/// <param name="join">What this kind of join does itself.</param>
/// <param name="name">Name of the operator, for errors and snapshots.</param>
/// <param name="next">The next operator.</param>
/// <param name="lateLeft">Where late left rows go.</param>
/// <param name="lateRight">Where late right rows go.</param>
public struct JoinOperator<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TLeftKey, TRightKey, TJoin, TOut, TNext, TLateLeft, TLateRight>(
    TLeftKey leftKey, TRightKey rightKey, TJoin join, string name, TNext next, TLateLeft lateLeft, TLateRight lateRight)
    : ITwoInputOperator<TLeft, TRight>
    where TLeft : unmanaged where TLeftRecord : struct, IRecord<TLeft>
    where TRight : unmanaged where TRightRecord : struct, IRecord<TRight>
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
    where TLeftKey : struct, IKeySelector<TLeft, TKey> where TRightKey : struct, IKeySelector<TRight, TKey>
    where TJoin : struct, IJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TOut> where TNext : struct, IOperator<TOut>
    where TLateLeft : struct, IOperator<(TLeft Row, Duration Lateness)> where TLateRight : struct, IOperator<(TRight Row, Duration Lateness)>
{
    private TLeftKey _leftKey = leftKey;
    private TRightKey _rightKey = rightKey;
    private TJoin _join = join;
    private JoinResults<TOut, TNext> _results = new(next);
    private TLateLeft _lateLeft = lateLeft;
    private TLateRight _lateRight = lateRight;
    private JoinState<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord> _state = null!;
    private KeyBatch<TLeft, TKey, TKeyRecord> _leftBatch;
    private KeyBatch<TRight, TKey, TKeyRecord> _rightBatch;
    private long _watermark = long.MinValue;
    // The watermark has set off work that is unfinished.
    private bool _isAdvancing;

    /// <inheritdoc/>
    public readonly bool HasRoom => _results.Next.HasRoom && _lateLeft.HasRoom && _lateRight.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _leftBatch = new();
        _rightBatch = new();
        _state = new(context.State, Salt.Of(name, context.Index));
        _results.Open(context);
        _lateLeft.Open(context);
        _lateRight.Open(context);
    }

    /// <inheritdoc/>
    public int ProcessLeft(ReadOnlySpan<Timed<TLeft>> rows) =>
        Process<TLeft, TLeftRecord, TRight, LeftSide<TLeft, TRight>, TLeftKey, TLateLeft>(rows, in _leftBatch, ref _leftKey, ref _lateLeft);

    /// <inheritdoc/>
    public int ProcessRight(ReadOnlySpan<Timed<TRight>> rows) =>
        Process<TRight, TRightRecord, TLeft, RightSide<TLeft, TRight>, TRightKey, TLateRight>(rows, in _rightBatch, ref _rightKey, ref _lateRight);

    /// <inheritdoc/>
    public void Flush()
    {
        _results.Next.Flush();
        _lateLeft.Flush();
        _lateRight.Flush();
        _state.Release();
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark)
    {
        _watermark = watermark;
        _isAdvancing = true;
        return Advance();
    }

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _results.Next.ProcessingTime(nowUs) & _lateLeft.ProcessingTime(nowUs) & _lateRight.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish() => _results.Next.Finish() & _lateLeft.Finish() & _lateRight.Finish();

    /// <inheritdoc/>
    public bool Resume() => (_results.Next.Resume() & _lateLeft.Resume() & _lateRight.Resume()) && (!_isAdvancing || Advance());

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        to.Begin($"{TJoin.Kind} {name}");
        to.Write(_watermark);
        _state.Save(to);
        _results.Next.Save(to);
        _lateLeft.Save(to);
        _lateRight.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin($"{TJoin.Kind} {name}");
        _watermark = Math.Max(_watermark, from.Read<long>());
        // Between rows, what the watermark sets off has been done.
        _join.Passed(_watermark);
        while (_state.TryLoad(from, out TKey key, out ulong hash))
        {
            ref var entry = ref _state.Table.GetOrAdd(in key, hash, out _);
            _state.LookNext(ref entry, hash, _join.NextLook(in entry, _watermark));
        }
        _results.Next.Load(from);
        _lateLeft.Load(from);
        _lateRight.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _state?.Dispose();
        _results.Next.Close();
        _lateLeft.Close();
        _lateRight.Close();
    }

    private int Process<TOwn, TOwnRecord, TOther, TSide, TSelector, TLate>(
        ReadOnlySpan<Timed<TOwn>> rows, ref readonly KeyBatch<TOwn, TKey, TKeyRecord> keys, ref TSelector selector, ref TLate late)
        where TOwn : unmanaged where TOwnRecord : struct, IRecord<TOwn> where TOther : unmanaged
        where TSide : struct, IJoinSide<TOwn, TOther, TLeft, TRight>
        where TSelector : struct, IKeySelector<TOwn, TKey> where TLate : struct, IOperator<(TOwn Row, Duration Lateness)>
    {
        int done = 0;
        while (keys.TryPrepare(rows, done, ref selector, _state.Table, out var batch))
        {
            int taken = Take<TOwn, TOwnRecord, TOther, TSide, TSelector, TLate>(batch, keys.Hashes, ref selector, ref late);
            done += taken;
            if (taken < batch.Length) break;
        }
        return done;
    }

    // Compiled on its own, so that it is optimised as soon as it is hot.
    /// <summary>Takes the rows of a batch, and returns how many it is done with.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Take<TOwn, TOwnRecord, TOther, TSide, TSelector, TLate>(
        ReadOnlySpan<Timed<TOwn>> rows, ReadOnlySpan<ulong> hashes, ref TSelector selector, ref TLate late)
        where TOwn : unmanaged where TOwnRecord : struct, IRecord<TOwn> where TOther : unmanaged
        where TSide : struct, IJoinSide<TOwn, TOther, TLeft, TRight>
        where TSelector : struct, IKeySelector<TOwn, TKey> where TLate : struct, IOperator<(TOwn Row, Duration Lateness)>
    {
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            if (row.Time < TJoin.FirstTimeUs) Throw.BadEventTime(name, row.Time);
            TKey key = selector.Key(in row.Row);
            long lateFrom = _join.LateFrom(row.Time, in key, hashes[i], _state, _watermark);
            if (lateFrom < row.Time) continue;
            if (lateFrom <= _watermark)
            {
                late.Collect((row.Row, new Duration(TimeMath.Subtract(_watermark, lateFrom))), row.Time);
                if (!_results.HasRoomForMore() | !late.HasRoom) return i + 1;
                continue;
            }
            ref var entry = ref _state.Table.GetOrAdd(in key, hashes[i], out _);
            if (!_join.Take<TOwn, TOwnRecord, TOther, TSide, TNext>(in row, in key, hashes[i], ref entry, _state, _watermark, ref _results)) return i;
        }
        return rows.Length;
    }

    /// <summary>Looks at the keys that are due, and passes the watermark on.</summary>
    private bool Advance()
    {
        bool isDone = LookAtKeys();
        if (TLeftRecord.HasText || TRightRecord.HasText || TKeyRecord.HasText)
        {
            _results.Next.Flush();
            _state.Release();
        }
        if (!isDone) return false;
        _isAdvancing = false;
        return _results.Next.Watermark(_join.Passed(_watermark)) & _lateLeft.Watermark(_watermark) & _lateRight.Watermark(_watermark);
    }

    /// <summary>False if it stopped for want of room or budget.</summary>
    private bool LookAtKeys()
    {
        if (!_join.LooksAtKeys(_watermark)) return true;
        while (_state.HasDue(_watermark))
        {
            if (!_results.HasRoomForMore()) return false;
            ref readonly var due = ref _state.Due;
            ref var entry = ref _state.Table.GetOrAdd(in due.Key, due.Hash, out _);
            if (!_join.LookAt(in due.Key, ref entry, _state, _watermark, ref _results)) return false;
            _state.EndDue();
            entry.Checks--;
            if (entry.IsEmpty)
            {
                // Checks that are still to come were for rows that are gone.
                entry.CheckAt = long.MaxValue;
                if (entry.Checks == 0) _state.Table.Remove(in due.Key, due.Hash);
            }
            else if (entry.Checks == 0 || entry.CheckAt <= _watermark)
            {
                // If it is to be looked at later, it has been looked at for this watermark.
                _state.LookNext(ref entry, due.Hash, _join.NextLook(in entry, _watermark));
            }
        }
        return true;
    }
}
