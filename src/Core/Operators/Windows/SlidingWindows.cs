using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Windows that overlap.</summary>
/// <remarks>
/// A row is added once, to its slice: the longest span that no window cuts. What windows share is kept by <see cref="RetractedSlices{TIn, TKey, TKeyRecord, TAcc, TFn, TOut}"/>
/// or, if accumulators cannot be subtracted, by <see cref="Slices{TIn, TKey, TKeyRecord, TAcc, TFn, TOut}"/>, so that a row costs about
/// the same however many windows cover it. Late is a row behind the last window that covers it.
/// </remarks>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TFn">The user's functions.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <param name="functions">The user's functions.</param>
/// <param name="window">The windows.</param>
/// <param name="name">Name of the operator, for errors.</param>
public struct SlidingWindows<TIn, TKey, TKeyRecord, TAcc, TFn, TOut>(TFn functions, WindowSpec window, string name) : IKeyedWindows<TIn, TKey, TAcc, TOut>
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
{
    // Entries fired between two looks at the budget.
    private const int Units = 64;
    // Slices kept for later use, with their pages.
    private const int MostSpares = 128;

    private readonly WindowSpec _window = window;
    private readonly string _name = name;
    private TFn _functions = functions;
    // Slices that rows still join in the ordinary way.
    private PaneList<TKey, TKeyRecord, SliceEntry<TAcc>> _open = null!;
    private CurrentPane<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, SliceEntry<TAcc>, SliceEntry<TAcc>> _pane = new();
    // One of the two, as the accumulators are; which is a constant to the JIT.
    private Slices<TIn, TKey, TKeyRecord, TAcc, TFn, TOut> _stacks = null!;
    private RetractedSlices<TIn, TKey, TKeyRecord, TAcc, TFn, TOut> _totals = null!;
    private StateHeap _scratch = null!;
    // Start, on the windows' line, of the window that fires or fired last; long.MinValue before the first.
    private long _fired = long.MinValue;
    private TableCursor _cursor;
    private int _id;
    private FirePhase _phase;

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
    public readonly string Part => _window.Part("sliding window", _name);

    private readonly bool IsEmpty => TFn.CanRetract ? _totals.IsEmpty : _stacks.IsEmpty;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        uint salt = Salt.Of(_name, context.Index);
        // As many as lie in a window come and go together at a jump in time.
        _open = new(context.State, salt, (int)Math.Min(_window.SizeUs / _window.PaneUs + 2, MostSpares));
        if (TFn.CanRetract) _totals = new(context.State, context.Budget, salt);
        else _stacks = new(context.State, context.Budget, _open, salt);
        _scratch = new(context.State);
    }

    /// <inheritdoc/>
    public void Add<TOutputs>(ReadOnlySpan<Timed<TIn>> rows, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        while (_pane.TryTake(ref rows, ref _functions, out var batch))
        {
            for (int i = 0; i < batch.Length;)
            {
                if (_pane.Covers(batch[i].Time) || Enter(in batch[i], ref to)) i = _pane.Add(batch, i, ref _functions);
                else i++;
            }
        }
    }

    /// <inheritdoc/>
    public void Merge<TOutputs>(ReadOnlySpan<Partial<TKey, TAcc>> rows, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        for (int i = 0; i < rows.Length; i = _pane.Merge(rows, i, ref _functions))
        {
            long start = rows[i].PaneStart;
            // Producers flush a slice before the watermark that closes it, so none of these has been taken in.
            if (IsTaken(start)) Throw.LatePartial(_name);
            if (!_pane.IsAt(start)) Enter(start);
        }
    }

    /// <inheritdoc/>
    public bool Advance<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        while (_phase != FirePhase.Rest || TryStartFire(to.Watermark))
        {
            if (!Fire(ref to)) return false;
        }
        // Windows that the watermark has passed without a row have fired, too: a row behind it no longer joins them.
        if (IsEmpty) _fired = Math.Max(_fired, _window.LastOver(to.Watermark));
        return true;
    }

    /// <inheritdoc/>
    public readonly bool AdvanceClock<TOutputs>(long nowUs, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut> => true;

    /// <inheritdoc/>
    public readonly void Flush<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut> { }

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to)
    {
        to.Write(_fired);
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, SliceEntry<TAcc>, SliceEntry<TAcc>>.Save(_open, to);
        if (TFn.CanRetract) _totals.Save(to);
        else _stacks.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        _fired = Math.Max(_fired, from.Read<long>());
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, SliceEntry<TAcc>, SliceEntry<TAcc>>.Load(_open, ref _functions, from);
        if (TFn.CanRetract) _totals.Load(ref _functions, from);
        else _stacks.Load(ref _functions, from);
    }

    /// <inheritdoc/>
    public readonly void Close()
    {
        _totals?.Dispose();
        _stacks?.Dispose();
        _open?.Dispose();
        _scratch?.Dispose();
    }

    /// <summary>Makes the slice of a row the current one. False if the row is dealt with: it is late, behind its slice, or in no window.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Enter<TOutputs>(in Timed<TIn> row, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        if (row.Time < TimeMath.FirstUs) Throw.BadEventTime(_name, row.Time);
        long last = _window.WindowLast(_window.LastStart(_window.Line(row.Time)));
        if (last < row.Time) return false;
        if (last <= to.Watermark)
        {
            to.Late(in row, last);
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

    private void Enter(long start) => _pane.Enter(_open.GetOrAdd(start), _window.PaneReach(start));

    /// <summary>True if a window that covers the slice has fired, which has taken the slice in.</summary>
    private readonly bool IsTaken(long sliceStart) => _fired != long.MinValue && _window.PaneLast(sliceStart) <= _window.WindowLast(_fired);

    /// <summary>Turns to the next window that holds anything; false if the watermark has not passed its end.</summary>
    private bool TryStartFire(long watermark)
    {
        long start;
        if (!IsEmpty)
        {
            // What it holds is in no window that is still to come.
            if (_window.IsLast(_fired)) return false;
            start = _fired + _window.SlideUs;
        }
        else if (_open.First is { } slice) start = _window.FirstStart(slice.Start);
        else return false;
        if (_window.WindowLast(start) > watermark) return false;
        _fired = start;
        _phase = FirePhase.Expire;
        return true;
    }

    private bool Fire<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        switch (_phase)
        {
            case FirePhase.Expire:
                if (!(TFn.CanRetract ? _totals.Expire(ref _functions, _window.WindowFirst(_fired)) : _stacks.Expire(ref _functions, _window.WindowFirst(_fired)))) return false;
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
                if (!EmitTotals(ref to)) return false;
                break;
            case FirePhase.EmitBack:
                _phase = FirePhase.EmitBack;
                if (!EmitBack(ref to)) return false;
                _cursor = default;
                _phase = FirePhase.EmitFront;
                goto default;
            default:
                if (!EmitFront(ref to)) return false;
                break;
        }
        // Operators behind may hold rows whose text is in slices that leave next.
        to.FlushResults();
        _phase = FirePhase.Rest;
        return true;
    }

    /// <summary>Takes in the slices that the window ends with.</summary>
    private bool Absorb()
    {
        while (_open.First is { } slice && IsTaken(slice.Start))
        {
            _pane.Leave(slice);
            if (!(TFn.CanRetract ? _totals.Absorb(ref _functions, slice) : _stacks.Absorb(ref _functions, slice))) return false;
            _open.Remove(slice);
            if (TFn.CanRetract) _open.Recycle(slice, keepKeys: slice.Table.Count != 0);
        }
        return true;
    }

    /// <summary>Results of all keys.</summary>
    private bool EmitTotals<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        var window = _window.WindowAt(_fired);
        long time = window.End.Microseconds - 1;
        var totals = _totals.Totals;
        int id = _id;
        while (to.MayGoOn(Units))
        {
            for (int i = 0; i < Units; i++)
            {
                if (!totals.MoveNext(ref id)) return true;
                ref readonly var total = ref totals[id];
                to.Collect(_functions.Result(in total.Key, window, in total.Acc), time);
                if (!to.HasRoom) break;
            }
        }
        _id = id;
        return false;
    }

    /// <summary>Results of keys that the back holds, together with what the front has of them.</summary>
    private bool EmitBack<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        var window = _window.WindowAt(_fired);
        long time = window.End.Microseconds - 1;
        var table = _stacks.Back;
        while (to.MayGoOn(Units))
        {
            for (int i = 0; i < Units; i++)
            {
                if (!table.MoveNext(ref _cursor)) return true;
                ref readonly TKey key = ref table.KeyAt(_cursor);
                if (_stacks.Front.Table.Count != 0 && _stacks.Front.Table.TryFind(in key, TKeyRecord.Hash(in key), out var front))
                {
                    TAcc both = default;
                    _functions.Merge(ref both, in front.Acc, _scratch);
                    _functions.Merge(ref both, in table.ValueAt(_cursor), _scratch);
                    to.Collect(_functions.Result(in key, window, in both), time);
                }
                else
                {
                    to.Collect(_functions.Result(in key, window, in table.ValueAt(_cursor)), time);
                }
                if (!to.HasRoom) break;
            }
            if (!TAcc.HasText) continue;
            to.FlushResults();
            _scratch.Clear();
        }
        return false;
    }

    /// <summary>Results of keys that only the front holds.</summary>
    private bool EmitFront<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        var window = _window.WindowAt(_fired);
        long time = window.End.Microseconds - 1;
        var table = _stacks.Front.Table;
        while (to.MayGoOn(Units))
        {
            for (int i = 0; i < Units; i++)
            {
                if (!table.MoveNext(ref _cursor)) return true;
                ref readonly TKey key = ref table.KeyAt(_cursor);
                if (_stacks.Back.Count != 0 && _stacks.Back.TryFind(in key, TKeyRecord.Hash(in key), out _)) continue;
                to.Collect(_functions.Result(in key, window, in table.ValueAt(_cursor).Acc), time);
                if (!to.HasRoom) break;
            }
        }
        return false;
    }
}
