using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Joins each row with every row of the other side and its key that came before it and is still alive: for a time by the wall clock after it
/// came, and as long as not too many of its key and side have come after it. A result has the later event time of its two rows.
/// </summary>
/// <remarks>
/// <para>The rows of a key are kept in the order they came, so those that are over are in front. A row that comes removes a few of them, and every
/// batch looks at some keys to which no rows come any more; what is over but still there is not joined.</para>
/// <para>A row with many partners stops when there is no room or budget and goes on with the next call, with the partners that were alive when it
/// began. It is kept itself from when it began.</para>
/// </remarks>
/// <inheritdoc cref="IntervalJoin{TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TLeftKey, TRightKey, TFn, TOut, TNext, TLateLeft, TLateRight}"/>
public struct RegularJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TLeftKey, TRightKey, TFn, TOut, TNext>
    : ITwoInputOperator<TLeft, TRight>
    where TLeft : unmanaged where TLeftRecord : struct, IRecord<TLeft>
    where TRight : unmanaged where TRightRecord : struct, IRecord<TRight>
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
    where TLeftKey : struct, IKeySelector<TLeft, TKey> where TRightKey : struct, IKeySelector<TRight, TKey>
    where TFn : struct, IJoinFunction<TLeft, TRight, TOut> where TNext : struct, IOperator<TOut>
{
    // Results between two looks at room and budget.
    private const int Units = 64;
    // Rows that a row of the same key removes at most: enough to keep up, few enough for a step.
    private const int MostRemoved = 16;
    // A key is looked at so often in the time that its rows live, at most.
    private const int Looks = 4;

    private readonly long _timeToLiveUs;
    private readonly int _maxRows;
    private readonly string _name;
    private TimedFunction<TLeft, TRight, TFn, TOut> _functions;
    private TLeftKey _leftKey;
    private TRightKey _rightKey;
    private TNext _next;
    private JoinState<Timed<TLeft>, TimedRecord<TLeft, TLeftRecord>, Timed<TRight>, TimedRecord<TRight, TRightRecord>, TKey, TKeyRecord> _state;
    private KeyBatch<TLeft, TKey, TKeyRecord> _leftBatch;
    private KeyBatch<TRight, TKey, TKeyRecord> _rightBatch;
    private SubtaskContext _context;
    private OperatorCounter _givenUp;
    private int _units;
    // The row that the next call begins with has been matched up to here, and began then.
    private bool _isMatching;
    private TimeListPosition _position;
    private long _beganUs;
    // The key being looked at.
    private SessionCheck<TKey> _check;
    private bool _isChecking;

    /// <summary>A join in front of <paramref name="next"/>.</summary>
    /// <param name="leftKey">The key of a left row.</param>
    /// <param name="rightKey">The key of a right row.</param>
    /// <param name="functions">The user's function.</param>
    /// <param name="timeToLive">How long a row is kept.</param>
    /// <param name="name">Name of the operator.</param>
    /// <param name="next">The next operator.</param>
    public RegularJoin(TLeftKey leftKey, TRightKey rightKey, TFn functions, TimeToLiveSpec timeToLive, string name, TNext next)
    {
        _leftKey = leftKey;
        _rightKey = rightKey;
        _functions = new(functions);
        _timeToLiveUs = timeToLive.Us;
        _maxRows = timeToLive.MaxRows;
        _name = name;
        _next = next;
        _units = Units;
        _state = null!;
        _context = null!;
        _givenUp = null!;
    }

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _context = context;
        _leftBatch = new();
        _rightBatch = new();
        _state = new(context.State, Salt.Of(_name, context.Index));
        // Where there is no limit, there is nothing to show.
        if (_maxRows < int.MaxValue) _givenUp = context.Metrics.Counter(_name, "rows given up");
        _next.Open(context);
    }

    /// <inheritdoc/>
    public int ProcessLeft(ReadOnlySpan<Timed<TLeft>> rows)
    {
        int done = 0, taken;
        do
        {
            var batch = rows.Slice(done, Math.Min(rows.Length - done, _leftBatch.Hashes.Length));
            _leftBatch.Prepare(batch, ref _leftKey, _state.Table);
            taken = Match<TLeft, TLeftRecord, TRight, LeftSide<Timed<TLeft>, Timed<TRight>>, TLeftKey>(batch, _leftBatch.Hashes, ref _leftKey);
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
            taken = Match<TRight, TRightRecord, TLeft, RightSide<Timed<TLeft>, Timed<TRight>>, TRightKey>(batch, _rightBatch.Hashes, ref _rightKey);
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
        _state.Release();
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark) => _next.Watermark(watermark);

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish() => _next.Finish();

    /// <inheritdoc/>
    public bool Resume() => _next.Resume();

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        to.Begin($"regular join {_name}");
        _state.Save(to);
        _next.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin($"regular join {_name}");
        while (_state.TryLoad(from, out TKey key, out ulong hash))
        {
            ref var entry = ref _state.Table.GetOrAdd(in key, hash, out _);
            _state.Check(ref entry, hash, IntervalSpec.Add(FirstCame(in entry), _timeToLiveUs));
        }
        _next.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _state?.Dispose();
        _next.Close();
    }

    // Compiled on its own, so that it is optimised as soon as it is hot.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Match<TOwn, TOwnRecord, TOther, TSide, TSelector>(ReadOnlySpan<Timed<TOwn>> rows, ReadOnlySpan<ulong> hashes, ref TSelector selector)
        where TOwn : unmanaged where TOwnRecord : struct, IRecord<TOwn> where TOther : unmanaged
        where TSide : struct, IJoinSide<Timed<TOwn>, Timed<TOther>, Timed<TLeft>, Timed<TRight>>
        where TSelector : struct, IKeySelector<TOwn, TKey>
    {
        long now = _context.NowUs, dead = IntervalSpec.Subtract(now, _timeToLiveUs);
        // More than come.
        if (!_isMatching) Expire(2 * rows.Length + Units, now);
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            TKey key = selector.Key(in row.Row);
            ref var entry = ref _state.Table.GetOrAdd(in key, hashes[i], out _);
            if (!_isMatching)
            {
                RemoveSome(ref entry, dead);
                _position = TSide.Other(ref entry).LowerBound(dead + 1);
                _beganUs = now;
            }
            if (_isMatching = !MatchRow<TOwn, TOther, TSide>(ref entry, in row)) return i;
            TSide.Own(ref entry).Add(_beganUs, new Kept<Timed<TOwn>>(_state.Heap.Keep<Timed<TOwn>, TimedRecord<TOwn, TOwnRecord>>(in row)), _state.Heap);
            if (TSide.Own(ref entry).Count > _maxRows) GiveUp<TOwn, TOther, TSide>(ref entry, dead);
            if (entry.Checks == 0) _state.Check(ref entry, hashes[i], IntervalSpec.Add(_beganUs, _timeToLiveUs));
        }
        return rows.Length;
    }

    /// <summary>Removes the oldest rows of a key and side that has too many. Those that are over are not lost by it.</summary>
    private readonly void GiveUp<TOwn, TOther, TSide>(ref JoinEntry<Timed<TLeft>, Timed<TRight>> entry, long dead)
        where TOwn : unmanaged where TOther : unmanaged where TSide : struct, IJoinSide<Timed<TOwn>, Timed<TOther>, Timed<TLeft>, Timed<TRight>>
    {
        while (TSide.Own(ref entry).Count > _maxRows)
        {
            if (TSide.Own(ref entry).First.Time > dead) _givenUp.Add();
            if (typeof(TSide) == typeof(LeftSide<Timed<TLeft>, Timed<TRight>>)) _state.RemoveFirstLeft(ref entry);
            else _state.RemoveFirstRight(ref entry);
        }
    }

    /// <summary>Joins a row with what is alive of the other side, from <see cref="_position"/>. False if it stopped for want of room or budget.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool MatchRow<TOwn, TOther, TSide>(ref JoinEntry<Timed<TLeft>, Timed<TRight>> entry, in Timed<TOwn> row)
        where TOwn : unmanaged where TOther : unmanaged where TSide : struct, IJoinSide<Timed<TOwn>, Timed<TOther>, Timed<TLeft>, Timed<TRight>>
    {
        ref var others = ref TSide.Other(ref entry);
        int chunks = others.ChunkCount, index = _position.Index;
        for (int chunk = _position.Chunk; chunk < chunks; chunk++, index = 0)
        {
            var elements = others.Elements(chunk);
            for (; index < elements.Length; index++)
            {
                if (!HasRoomForMore())
                {
                    _position = new TimeListPosition(chunk, index);
                    return false;
                }
                ref var other = ref elements[index].Value.Row;
                _next.Collect(TSide.Pair<TimedFunction<TLeft, TRight, TFn, TOut>, TOut>(ref _functions, in row, in other), Math.Max(row.Time, other.Time));
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
        return _context.Budget.Spend(Units) & HasRoom;
    }

    /// <summary>Removes a few rows of a key that are over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void RemoveSome(ref JoinEntry<Timed<TLeft>, Timed<TRight>> entry, long dead)
    {
        for (int i = 0; i < MostRemoved && !entry.Left.IsEmpty && entry.Left.First.Time <= dead; i++) _state.RemoveFirstLeft(ref entry);
        for (int i = 0; i < MostRemoved && !entry.Right.IsEmpty && entry.Right.First.Time <= dead; i++) _state.RemoveFirstRight(ref entry);
    }

    /// <summary>Looks at keys that are due, and removes so many rows and keys at most.</summary>
    private void Expire(int most, long now)
    {
        long dead = IntervalSpec.Subtract(now, _timeToLiveUs);
        while (_isChecking || _state.TryTake(now, out _check))
        {
            _isChecking = true;
            ref var entry = ref _state.Table.GetOrAdd(in _check.Key, _check.Hash, out _);
            for (; !entry.Left.IsEmpty && entry.Left.First.Time <= dead; _state.RemoveFirstLeft(ref entry))
                if (most-- <= 0) return;
            for (; !entry.Right.IsEmpty && entry.Right.First.Time <= dead; _state.RemoveFirstRight(ref entry))
                if (most-- <= 0) return;
            if (most-- <= 0) return;
            _isChecking = false;
            entry.Checks--;
            if (entry.IsEmpty) _state.Table.Remove(in _check.Key, _check.Hash);
            else _state.Check(ref entry, _check.Hash, Math.Min(IntervalSpec.Add(LastCame(in entry), _timeToLiveUs), IntervalSpec.Add(now, Math.Max(_timeToLiveUs / Looks, 1))));
        }
    }

    private static long LastCame(in JoinEntry<Timed<TLeft>, Timed<TRight>> entry) =>
        Math.Max(entry.Left.IsEmpty ? long.MinValue : entry.Left.Last.Time, entry.Right.IsEmpty ? long.MinValue : entry.Right.Last.Time);

    private static long FirstCame(in JoinEntry<Timed<TLeft>, Timed<TRight>> entry) =>
        Math.Min(entry.Left.IsEmpty ? long.MaxValue : entry.Left.First.Time, entry.Right.IsEmpty ? long.MaxValue : entry.Right.First.Time);
}
