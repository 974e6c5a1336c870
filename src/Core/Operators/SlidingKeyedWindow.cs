using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Aggregates the rows of each key in windows that overlap; a window's results follow when the watermark passes its end. Rows later
/// than the last window that covers them go to <typeparamref name="TLate"/>.
/// </summary>
/// <remarks>
/// A row is added once, to its slice: the longest span that no window cuts. What windows share is kept by <see cref="RetractedSlices{TIn, TKey, TKeyRecord, TAcc, TFn, TOut}"/>
/// or, if accumulators cannot be subtracted, by <see cref="Slices{TIn, TKey, TKeyRecord, TAcc, TFn, TOut}"/>, so that a row costs about
/// the same however many windows cover it.
/// </remarks>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TFn">The user's functions.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <typeparam name="TLate">Where late rows go.</typeparam>
public struct SlidingKeyedWindow<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TNext, TLate> : IKeyedOperator<TIn>, IHead
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
    where TNext : struct, IOperator<TOut>
    where TLate : struct, IOperator<LateRow<TIn>>
{
    // Entries fired between two looks at the budget.
    private const int FireUnits = 64;
    // Slices kept for later use, with their pages.
    private const int MostSpares = 128;

    private readonly WindowSpec _window;
    private readonly string _name;
    private TFn _functions;
    private TNext _next;
    private TLate _late;

    // Slices that rows still join in the ordinary way, and the one of the last row; a size of 0 means none.
    private PaneList<TKey, TKeyRecord, SliceEntry<TAcc>> _open;
    // One of the two, as the accumulators are; which is a constant to the JIT.
    private Slices<TIn, TKey, TKeyRecord, TAcc, TFn, TOut> _stacks;
    private RetractedSlices<TIn, TKey, TKeyRecord, TAcc, TFn, TOut> _totals;
    private KeyedTable<TKey, TKeyRecord, SliceEntry<TAcc>> _table;
    private StateHeap _heap;
    private long _start;
    private long _size;
    private KeyBatch<TIn, TKey, TKeyRecord> _batch;

    private SubtaskContext _context;
    private StateHeap _scratch;
    private long _watermark;
    // Start of the window that fires or fired last; long.MinValue before the first.
    private long _fired;
    private TableCursor _cursor;
    private int _id;
    private FirePhase _phase;
    private bool _advancing;

    /// <summary>A window operator in front of <paramref name="next"/>.</summary>
    /// <param name="functions">The user's functions.</param>
    /// <param name="window">The windows.</param>
    /// <param name="name">Name of the operator, for errors.</param>
    /// <param name="next">The next operator.</param>
    /// <param name="late">Where late rows go.</param>
    public SlidingKeyedWindow(TFn functions, WindowSpec window, string name, TNext next, TLate late)
    {
        _functions = functions;
        _window = window;
        _name = name;
        _next = next;
        _late = late;
        _watermark = long.MinValue;
        _fired = long.MinValue;
        _open = null!;
        _stacks = null!;
        _totals = null!;
        _table = null!;
        _heap = null!;
        _context = null!;
        _scratch = null!;
    }

    private enum FirePhase
    {
        Rest,
        Expire,
        Absorb,
        EmitTotals,
        EmitBack,
        EmitFront,
    }

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom && _late.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _context = context;
        _batch = new();
        uint salt = Salt.Of(_name, context.Index);
        // As many as lie in a window come and go together at a jump in time.
        _open = new(context.State, salt, (int)Math.Min(_window.SizeUs / _window.PaneUs + 2, MostSpares));
        if (TFn.CanRetract) _totals = new(context.State, context.Budget, salt);
        else _stacks = new(context.State, context.Budget, _open, salt);
        _scratch = new(context.State);
        _next.Open(context);
        _late.Open(context);
    }

    /// <inheritdoc/>
    public int Process(in RowBatch batch, int from, int to)
    {
        if (batch.Kind == 1) MergePartials(batch.Rows<Partial<TKey, TAcc>>()[from..to]);
        else Process(batch.Rows<Timed<TIn>>()[from..to]);
        return to;
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<Timed<TIn>> rows)
    {
        while (KeyBatch<TIn, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            _batch.Prepare(batch, ref _functions, _table);
            Apply(batch);
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
        _next.Flush();
        _late.Flush();
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark)
    {
        // After a restart sources may begin with an earlier one than the snapshot's.
        _watermark = Math.Max(_watermark, watermark);
        _advancing = true;
        return Advance();
    }

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs) & _late.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish()
    {
        bool next = _next.Finish(), late = _late.Finish();
        return next && late;
    }

    /// <inheritdoc/>
    public bool Resume()
    {
        bool next = _next.Resume(), late = _late.Resume();
        return next && late && (!_advancing || Advance());
    }

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        to.Begin(_window.Part("sliding window", _name));
        to.Write(_watermark);
        to.Write(_fired);
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, SliceEntry<TAcc>, SliceEntry<TAcc>>.Save(_open, to);
        if (TFn.CanRetract) _totals.Save(to);
        else _stacks.Save(to);
        _next.Save(to);
        _late.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin(_window.Part("sliding window", _name));
        _watermark = Math.Max(_watermark, from.Read<long>());
        _fired = Math.Max(_fired, from.Read<long>());
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, SliceEntry<TAcc>, SliceEntry<TAcc>>.Load(_open, ref _functions, from);
        if (TFn.CanRetract) _totals.Load(ref _functions, from);
        else _stacks.Load(ref _functions, from);
        _next.Load(from);
        _late.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _totals?.Dispose();
        _stacks?.Dispose();
        _open?.Dispose();
        _scratch?.Dispose();
        _next.Close();
        _late.Close();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Apply(ReadOnlySpan<Timed<TIn>> rows)
    {
        var table = _table;
        var heap = _heap;
        long start = _start, size = _size;
        var hashes = _batch.Hashes;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            if ((ulong)(row.Time - start) >= (ulong)size)
            {
                if (!Enter(in row)) continue;
                table = _table;
                heap = _heap;
                start = _start;
                size = _size;
            }
            TKey key = _functions.Key(in row.Row);
            ref var entry = ref table.GetOrAdd(in key, hashes[i], out bool added);
            ref TAcc acc = ref entry.Acc;
            if (TFn.CanRetract)
            {
                // No branch on whether the slice has the key already, which is often mispredicted.
                entry.Link |= SliceEntry<TAcc>.Seen;
                _functions.Add(ref acc, in row.Row, row.Time, heap);
            }
            else if (added) _functions.Create(ref acc, in row.Row, row.Time, heap);
            else _functions.Add(ref acc, in row.Row, row.Time, heap);
        }
    }

    /// <summary>Makes the slice of a row the current one. False if the row is dealt with: it is late, behind its slice, or in no window.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Enter(in Timed<TIn> row)
    {
        if (row.Time == long.MinValue) Throw.NoEventTime(_name);
        long lastEnd = _window.LastStart(row.Time) + _window.SizeUs;
        if (lastEnd <= row.Time) return false;
        if (lastEnd - 1 <= _watermark)
        {
            _late.Collect(new LateRow<TIn>(row.Row, new Duration(_watermark - (lastEnd - 1))), row.Time);
            return false;
        }
        long start = _window.PaneStart(row.Time);
        if (IsTaken(start))
        {
            if (TFn.CanRetract) _totals.AddBehind(ref _functions, in row, start);
            else _stacks.AddBehind(ref _functions, in row, start);
            return false;
        }
        Enter(start);
        return true;
    }

    private readonly bool IsEmpty => TFn.CanRetract ? _totals.IsEmpty : _stacks.IsEmpty;

    /// <summary>True if a window that covers the slice has fired, which has taken the slice in.</summary>
    private readonly bool IsTaken(long sliceStart) => _fired != long.MinValue && sliceStart + _window.PaneUs <= _fired + _window.SizeUs;

    private void Enter(long start)
    {
        var slice = _open.GetOrAdd(start);
        _table = slice.Table;
        _heap = slice.Heap;
        _start = start;
        _size = _window.PaneUs;
    }

    private void MergePartials(ReadOnlySpan<Partial<TKey, TAcc>> rows)
    {
        const int Ahead = 16;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var partial = ref rows[i];
            if (partial.PaneStart != _start || _size == 0)
            {
                // Producers flush a slice before the watermark that closes it, so none of these has been taken in.
                if (IsTaken(partial.PaneStart)) Throw.LatePartial(_name);
                Enter(partial.PaneStart);
            }
            if (i + Ahead < rows.Length) _table.Prefetch(TKeyRecord.Hash(in rows[i + Ahead].Key));
            ref var entry = ref _table.GetOrAdd(in partial.Key, TKeyRecord.Hash(in partial.Key), out _);
            if (TFn.CanRetract) entry.Link |= SliceEntry<TAcc>.Seen;
            _functions.Merge(ref entry.Acc, in partial.Acc, _heap);
        }
    }

    private bool Advance()
    {
        while (_phase != FirePhase.Rest || TryStartFire())
        {
            if (!Fire()) return false;
        }
        // Windows that the watermark has passed without a row have fired, too: a row behind it no longer joins them.
        if (IsEmpty) _fired = Math.Max(_fired, _window.LastStart(Math.Max(_watermark, long.MinValue / 2) - _window.SizeUs + 1));
        _advancing = false;
        bool next = _next.Watermark(_watermark), late = _late.Watermark(_watermark);
        return next && late;
    }

    /// <summary>Turns to the next window that holds anything; false if the watermark has not passed its end.</summary>
    private bool TryStartFire()
    {
        long start;
        if (!IsEmpty) start = _fired + _window.SlideUs;
        else if (_open.First is { } slice) start = _window.FirstStart(slice.Start);
        else return false;
        if (start + _window.SizeUs - 1 > _watermark) return false;
        _fired = start;
        _phase = FirePhase.Expire;
        return true;
    }

    private bool Fire()
    {
        switch (_phase)
        {
            case FirePhase.Expire:
                if (!(TFn.CanRetract ? _totals.Expire(ref _functions, _fired) : _stacks.Expire(ref _functions, _fired))) return false;
                _phase = FirePhase.Absorb;
                goto case FirePhase.Absorb;
            case FirePhase.Absorb:
                if (!Absorb()) return false;
                _cursor = default;
                _id = -1;
                if (!TFn.CanRetract) goto case FirePhase.EmitBack;
                _phase = FirePhase.EmitTotals;
                goto case FirePhase.EmitTotals;
            case FirePhase.EmitTotals:
                if (!EmitTotals()) return false;
                break;
            case FirePhase.EmitBack:
                _phase = FirePhase.EmitBack;
                if (!EmitBack()) return false;
                _cursor = default;
                _phase = FirePhase.EmitFront;
                goto default;
            default:
                if (!EmitFront()) return false;
                break;
        }
        // Operators behind may hold rows whose text is in slices that leave next.
        _next.Flush();
        _phase = FirePhase.Rest;
        return true;
    }

    /// <summary>Takes in the slices that the window ends with.</summary>
    private bool Absorb()
    {
        while (_open.First is { } slice && IsTaken(slice.Start))
        {
            if (slice.Start == _start) (_size, _table) = (0, null!);
            if (!(TFn.CanRetract ? _totals.Absorb(ref _functions, slice) : _stacks.Absorb(ref _functions, slice))) return false;
            _open.Remove(slice);
            if (TFn.CanRetract) _open.Recycle(slice, keepKeys: slice.Table.Count != 0);
        }
        return true;
    }

    /// <summary>Results of all keys.</summary>
    private bool EmitTotals()
    {
        var window = _window.WindowAt(_fired);
        long time = window.End.Microseconds - 1;
        var totals = _totals;
        while (_next.HasRoom && _context.Budget.Spend(FireUnits))
        {
            for (int i = 0; i < FireUnits; i++)
            {
                if (!totals.MoveNext(ref _id)) return true;
                Emit(_functions.Result(in totals.KeyAt(_id), window, in totals.TotalAt(_id)), time);
                if (!_next.HasRoom) break;
            }
        }
        return false;
    }

    /// <summary>Results of keys that the back holds, together with what the front has of them.</summary>
    private bool EmitBack()
    {
        var window = _window.WindowAt(_fired);
        long time = window.End.Microseconds - 1;
        var table = _stacks.Back;
        while (_next.HasRoom && _context.Budget.Spend(FireUnits))
        {
            for (int i = 0; i < FireUnits; i++)
            {
                if (!table.MoveNext(ref _cursor)) return true;
                ref readonly TKey key = ref table.KeyAt(_cursor);
                if (_stacks.Front.Count != 0 && _stacks.Front.TryFind(in key, TKeyRecord.Hash(in key), out var front))
                {
                    TAcc both = default;
                    _functions.Merge(ref both, in front.Acc, _scratch);
                    _functions.Merge(ref both, in table.ValueAt(_cursor), _scratch);
                    Emit(_functions.Result(in key, window, in both), time);
                }
                else
                {
                    Emit(_functions.Result(in key, window, in table.ValueAt(_cursor)), time);
                }
                if (!_next.HasRoom) break;
            }
            if (!TAcc.HasText) continue;
            _next.Flush();
            _scratch.Clear();
        }
        return false;
    }

    /// <summary>Results of keys that only the front holds.</summary>
    private bool EmitFront()
    {
        var window = _window.WindowAt(_fired);
        long time = window.End.Microseconds - 1;
        var table = _stacks.Front;
        while (_next.HasRoom && _context.Budget.Spend(FireUnits))
        {
            for (int i = 0; i < FireUnits; i++)
            {
                if (!table.MoveNext(ref _cursor)) return true;
                ref readonly TKey key = ref table.KeyAt(_cursor);
                if (_stacks.Back.Count != 0 && _stacks.Back.TryFind(in key, TKeyRecord.Hash(in key), out _)) continue;
                Emit(_functions.Result(in key, window, in table.ValueAt(_cursor).Acc), time);
                if (!_next.HasRoom) break;
            }
        }
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Emit(TOut result, long time) => _next.Collect(in result, time);
}
