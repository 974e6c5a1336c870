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
/// <param name="leftKey">The key of a left row.</param>
/// <param name="rightKey">The key of a right row.</param>
/// <param name="functions">The user's function.</param>
/// <param name="timeToLive">How long a row is kept.</param>
/// <param name="name">Name of the operator.</param>
/// <param name="next">The next operator.</param>
public struct RegularJoin<TLeft, TLeftRecord, TRight, TRightRecord, TKey, TKeyRecord, TLeftKey, TRightKey, TFn, TOut, TNext>(
    TLeftKey leftKey, TRightKey rightKey, TFn functions, TimeToLiveSpec timeToLive, string name, TNext next)
    : ITwoInputOperator<TLeft, TRight>
    where TLeft : unmanaged where TLeftRecord : struct, IRecord<TLeft>
    where TRight : unmanaged where TRightRecord : struct, IRecord<TRight>
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
    where TLeftKey : struct, IKeySelector<TLeft, TKey> where TRightKey : struct, IKeySelector<TRight, TKey>
    where TFn : struct, IJoinFunction<TLeft, TRight, TOut> where TNext : struct, IOperator<TOut>
{
    // Rows that a row of the same key removes at most: enough to keep up, few enough for a step.
    private const int MostRemoved = 16;
    // Rows and keys that a batch removes at most, beside two for each row of its own: more than come.
    private const int LeastRemoved = 64;
    // A key is looked at so often in the time that its rows live, at most.
    private const int Looks = 4;

    private readonly long _timeToLiveUs = timeToLive.Us;
    private readonly bool _ends = timeToLive.Ends;
    private readonly int _maxRows = timeToLive.MaxRows;
    private TimedFunction<TLeft, TRight, TFn, TOut> _functions = new(functions);
    private TLeftKey _leftKey = leftKey;
    private TRightKey _rightKey = rightKey;
    private JoinResults<TOut, TNext> _results = new(next);
    private JoinState<Timed<TLeft>, TimedRecord<TLeft, TLeftRecord>, Timed<TRight>, TimedRecord<TRight, TRightRecord>, TKey, TKeyRecord> _state = null!;
    private KeyBatch<TLeft, TKey, TKeyRecord> _leftBatch;
    private KeyBatch<TRight, TKey, TKeyRecord> _rightBatch;
    private SubtaskContext _context = null!;
    private OperatorCounter _givenUp = null!;
    // The row that the next call begins with has been matched up to here, and began then.
    private bool _isMatching;
    private TimeListPosition _position;
    private long _beganUs;

    /// <inheritdoc/>
    public readonly bool HasRoom => _results.Next.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _context = context;
        _leftBatch = new();
        _rightBatch = new();
        _state = new(context.State, Salt.Of(name, context.Index));
        // Where there is no limit, there is nothing to show.
        if (_maxRows < int.MaxValue) _givenUp = context.Metrics.Counter(name, "rows given up");
        _results.Open(context);
    }

    /// <inheritdoc/>
    public int ProcessLeft(ReadOnlySpan<Timed<TLeft>> rows) =>
        Process<TLeft, TLeftRecord, TRight, LeftSide<Timed<TLeft>, Timed<TRight>>, TLeftKey>(rows, in _leftBatch, ref _leftKey);

    /// <inheritdoc/>
    public int ProcessRight(ReadOnlySpan<Timed<TRight>> rows) =>
        Process<TRight, TRightRecord, TLeft, RightSide<Timed<TLeft>, Timed<TRight>>, TRightKey>(rows, in _rightBatch, ref _rightKey);

    /// <inheritdoc/>
    public void Flush()
    {
        _results.Next.Flush();
        _state.Release();
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark) => _results.Next.Watermark(watermark);

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _results.Next.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish() => _results.Next.Finish();

    /// <inheritdoc/>
    public bool Resume() => _results.Next.Resume();

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        to.Begin($"regular join {name}");
        _state.Save(to);
        _results.Next.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin($"regular join {name}");
        while (_state.TryLoad(from, out TKey key, out ulong hash))
        {
            ref var entry = ref _state.Table.GetOrAdd(in key, hash, out _);
            if (_ends) _state.LookNext(ref entry, hash, TimeMath.Add(FirstCame(in entry), _timeToLiveUs));
        }
        _results.Next.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _state?.Dispose();
        _results.Next.Close();
    }

    private int Process<TOwn, TOwnRecord, TOther, TSide, TSelector>(ReadOnlySpan<Timed<TOwn>> rows, ref readonly KeyBatch<TOwn, TKey, TKeyRecord> keys, ref TSelector selector)
        where TOwn : unmanaged where TOwnRecord : struct, IRecord<TOwn> where TOther : unmanaged
        where TSide : struct, IJoinSide<Timed<TOwn>, Timed<TOther>, Timed<TLeft>, Timed<TRight>>
        where TSelector : struct, IKeySelector<TOwn, TKey>
    {
        int done = 0;
        while (keys.TryPrepare(rows, done, ref selector, _state.Table, out var batch))
        {
            int taken = Match<TOwn, TOwnRecord, TOther, TSide, TSelector>(batch, keys.Hashes, ref selector);
            done += taken;
            if (taken < batch.Length) break;
        }
        return done;
    }

    // Compiled on its own, so that it is optimised as soon as it is hot.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Match<TOwn, TOwnRecord, TOther, TSide, TSelector>(ReadOnlySpan<Timed<TOwn>> rows, ReadOnlySpan<ulong> hashes, ref TSelector selector)
        where TOwn : unmanaged where TOwnRecord : struct, IRecord<TOwn> where TOther : unmanaged
        where TSide : struct, IJoinSide<Timed<TOwn>, Timed<TOther>, Timed<TLeft>, Timed<TRight>>
        where TSelector : struct, IKeySelector<TOwn, TKey>
    {
        long now = _context.NowUs, dead = _ends ? TimeMath.Subtract(now, _timeToLiveUs) : long.MinValue;
        if (!_isMatching && _ends) Expire(2 * rows.Length + LeastRemoved, now);
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            TKey key = selector.Key(in row.Row);
            ref var entry = ref _state.Table.GetOrAdd(in key, hashes[i], out _);
            if (!_isMatching)
            {
                if (_ends) RemoveSome(ref entry, dead);
                _position = _ends ? TSide.Other(ref entry).LowerBound(dead + 1) : default;
                _beganUs = now;
            }
            if (_isMatching = !MatchRow<TOwn, TOther, TSide>(ref entry, in row)) return i;
            TSide.Own(ref entry).Add(_beganUs, new Kept<Timed<TOwn>>(_state.Heap.Keep<Timed<TOwn>, TimedRecord<TOwn, TOwnRecord>>(in row)), _state.Heap);
            if (TSide.Own(ref entry).Count > _maxRows) GiveUp<TOwn, TOther, TSide>(ref entry, dead);
            if (_ends && entry.Checks == 0) _state.LookBy(ref entry, hashes[i], TimeMath.Add(_beganUs, _timeToLiveUs));
        }
        return rows.Length;
    }

    /// <summary>Removes the oldest rows of a key and side that has too many. Those that are over are not lost by it.</summary>
    private readonly void GiveUp<TOwn, TOther, TSide>(ref JoinEntry<Timed<TLeft>, Timed<TRight>> entry, long dead)
        where TOwn : unmanaged where TOther : unmanaged where TSide : struct, IJoinSide<Timed<TOwn>, Timed<TOther>, Timed<TLeft>, Timed<TRight>>
    {
        while (TSide.Own(ref entry).Count > _maxRows)
        {
            if (!_ends || TSide.Own(ref entry).First.Time > dead) _givenUp.Add();
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
                if (!_results.HasRoomForMore())
                {
                    _position = new TimeListPosition(chunk, index);
                    return false;
                }
                ref var other = ref elements[index].Value.Row;
                _results.Next.Collect(TSide.Pair<TimedFunction<TLeft, TRight, TFn, TOut>, TOut>(ref _functions, in row, in other), Math.Max(row.Time, other.Time));
            }
        }
        return true;
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
        long dead = TimeMath.Subtract(now, _timeToLiveUs);
        while (_state.HasDue(now))
        {
            ref readonly var due = ref _state.Due;
            ref var entry = ref _state.Table.GetOrAdd(in due.Key, due.Hash, out _);
            for (; !entry.Left.IsEmpty && entry.Left.First.Time <= dead; _state.RemoveFirstLeft(ref entry))
                if (most-- <= 0) return;
            for (; !entry.Right.IsEmpty && entry.Right.First.Time <= dead; _state.RemoveFirstRight(ref entry))
                if (most-- <= 0) return;
            if (most-- <= 0) return;
            _state.EndDue();
            entry.Checks--;
            if (entry.IsEmpty) _state.Table.Remove(in due.Key, due.Hash);
            else _state.LookBy(ref entry, due.Hash, Math.Min(TimeMath.Add(LastCame(in entry), _timeToLiveUs), TimeMath.Add(now, Math.Max(_timeToLiveUs / Looks, 1))));
        }
    }

    private static long LastCame(in JoinEntry<Timed<TLeft>, Timed<TRight>> entry) =>
        Math.Max(entry.Left.IsEmpty ? long.MinValue : entry.Left.Last.Time, entry.Right.IsEmpty ? long.MinValue : entry.Right.Last.Time);

    private static long FirstCame(in JoinEntry<Timed<TLeft>, Timed<TRight>> entry) =>
        Math.Min(entry.Left.IsEmpty ? long.MaxValue : entry.Left.First.Time, entry.Right.IsEmpty ? long.MaxValue : entry.Right.First.Time);
}
