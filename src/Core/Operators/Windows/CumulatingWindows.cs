using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Windows that start together and grow by a step.</summary>
/// <remarks>
/// A row is added once, to its slice, which is one step long. A slice that the watermark has passed is merged into the total of all
/// slices since the windows' start (the first becomes the total), and the total is what a window emits. A row behind the watermark,
/// whose longer windows are still to come, goes straight to the total; late is one behind the longest.
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
public struct CumulatingWindows<TIn, TKey, TKeyRecord, TAcc, TFn, TOut>(TFn functions, WindowSpec window, string name) : IKeyedWindows<TIn, TKey, TAcc, TOut>
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
{
    // Entries worked on between two looks at the budget.
    private const int Units = 64;
    // Slices kept for later use, with their pages: at a jump in time several are open.
    private const int MostSpares = 8;

    private readonly WindowSpec _window = window;
    private readonly string _name = name;
    private TFn _functions = functions;
    // Slices that have not fired.
    private PaneList<TKey, TKeyRecord, TAcc> _open = null!;
    private CurrentPane<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>> _pane = new();
    // All slices that have fired since the start of the windows; null if none holds a row.
    private Pane<TKey, TKeyRecord, TAcc>? _total = null;
    private long _longestStart;
    private long _longestLast;
    // Last microsecond of the window that fires or fires next, if there is a total.
    private long _last;
    private FirePhase _phase;

    private enum FirePhase
    {
        Rest,
        Absorb,
        Emit,
    }

    /// <inheritdoc/>
    public readonly string Part => _window.Part("growing window", _name);

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _open = new(context.State, Salt.Of(_name, context.Index), MostSpares);

    /// <inheritdoc/>
    public void Add<TOutputs>(ReadOnlySpan<Timed<TIn>> rows, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        while (_pane.TryTake(ref rows, ref _functions, out var batch))
        {
            for (int i = 0; i < batch.Length;)
            {
                if (_pane.Covers(batch[i].Time) || Enter(in batch[i], _pane.HashOf(i), ref to)) i = _pane.Add(batch, i, ref _functions);
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
            // Producers flush a slice before the watermark that closes it, so none of these has fired.
            if (_window.PaneLast(start) <= to.Watermark) Throw.LatePartial(_name);
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
        return true;
    }

    /// <inheritdoc/>
    public readonly bool AdvanceClock<TOutputs>(long nowUs, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut> => true;

    /// <inheritdoc/>
    public readonly void Flush<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut> { }

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to)
    {
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Save(_open, to);
        to.Write(_total is not null);
        if (_total is null) return;
        to.Write(_last);
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Save(_total, to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Load(_open, ref _functions, from);
        if (from.Read<bool>()) LoadTotal(from);
    }

    /// <inheritdoc/>
    public readonly void Close()
    {
        _total?.Dispose();
        _open?.Dispose();
    }

    /// <summary>Makes the slice of a row the current one. False if the row is dealt with: it is late, or behind its slice.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Enter<TOutputs>(in Timed<TIn> row, ulong hash, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        if (row.Time < TimeMath.FirstUs) Throw.BadEventTime(_name, row.Time);
        long start = _window.PaneStart(row.Time);
        if (_window.PaneLast(start) > to.Watermark)
        {
            Enter(start);
            return true;
        }
        long longest = _window.LongestLast(_window.LongestStart(row.Time));
        if (longest <= to.Watermark) to.Late(in row, longest);
        else AddBehind(in row, hash, to.Watermark);
        return false;
    }

    private void Enter(long start) => _pane.Enter(_open.GetOrAdd(start), _window.PaneReach(start));

    /// <summary>Adds a row whose slice has fired to the total; its windows are the ones that fire next, since the longest has not.</summary>
    private void AddBehind(in Timed<TIn> row, ulong hash, long watermark)
    {
        if (_total is null)
        {
            StartWindows(_open.Take(_window.LongestStart(row.Time)));
            _last = _window.PaneLast(_window.PaneStart(watermark + 1));
        }
        TKey key = _functions.Key(in row.Row);
        ref TAcc acc = ref _total!.Table.GetOrAdd(in key, hash, out bool added);
        if (added) _functions.Create(ref acc, in row.Row, row.Time, _total.Heap);
        else _functions.Add(ref acc, in row.Row, row.Time, _total.Heap);
    }

    /// <summary>Turns to the next window that holds anything; false if the watermark has not passed its end.</summary>
    private bool TryStartFire(long watermark)
    {
        if (_total is null)
        {
            if (_open.First is not { } slice) return false;
            long last = _window.PaneLast(slice.Start);
            if (last > watermark) return false;
            Leave(slice);
            StartWindows(slice);
            _last = last;
            _phase = FirePhase.Emit;
            return true;
        }
        if (_last > watermark) return false;
        _phase = _open.First is { } further && _window.PaneLast(further.Start) == _last ? FirePhase.Absorb : FirePhase.Emit;
        return true;
    }

    private void StartWindows(Pane<TKey, TKeyRecord, TAcc> total)
    {
        long start = _window.LongestStart(total.Start);
        _total = total;
        (_longestStart, _longestLast) = (start, _window.LongestLast(start));
    }

    /// <summary>Takes a slice out of the open ones, as it is.</summary>
    private void Leave(Pane<TKey, TKeyRecord, TAcc> slice)
    {
        _pane.Leave(slice);
        _open.Remove(slice);
    }

    private bool Fire<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        var total = _total!;
        if (_phase == FirePhase.Absorb)
        {
            if (!Absorb(total, _open.First!, ref to)) return false;
            _phase = FirePhase.Emit;
        }
        bool isLongest = _last == _longestLast;
        if (!Emit(total, isLongest, ref to)) return false;
        // Operators behind may hold rows whose text is in the total's heap.
        to.FlushResults();
        _phase = FirePhase.Rest;
        if (isLongest)
        {
            _open.Recycle(total);
            _total = null;
        }
        else
        {
            total.Emitted = default;
            _last = _window.PaneLast(_last + 1);
        }
        return true;
    }

    /// <summary>Empties a slice into the total. False: unfinished, for want of budget.</summary>
    private bool Absorb<TOutputs>(Pane<TKey, TKeyRecord, TAcc> total, Pane<TKey, TKeyRecord, TAcc> slice, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        var cursor = slice.Emitted;
        var table = slice.Table;
        while (to.MayGoOn(Units))
        {
            for (int i = 0; i < Units; i++)
            {
                if (!table.Drain(ref cursor))
                {
                    Leave(slice);
                    _open.Recycle(slice);
                    return true;
                }
                ref readonly TKey key = ref table.KeyAt(cursor);
                ref TAcc acc = ref total.Table.GetOrAdd(in key, TKeyRecord.Hash(in key), out _);
                _functions.Merge(ref acc, in table.ValueAt(cursor), total.Heap);
            }
        }
        slice.Emitted = cursor;
        return false;
    }

    /// <summary>Results of the total's keys; the longest window empties it.</summary>
    private bool Emit<TOutputs>(Pane<TKey, TKeyRecord, TAcc> total, bool isLongest, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        var window = new Window(new Timestamp(_longestStart), new Timestamp(_last == long.MaxValue ? _last : _last + 1));
        var table = total.Table;
        var cursor = total.Emitted;
        while (to.MayGoOn(Units))
        {
            for (int i = 0; i < Units; i++)
            {
                if (!(isLongest ? table.Drain(ref cursor) : table.MoveNext(ref cursor))) return true;
                TOut result = _functions.Result(in table.KeyAt(cursor), window, in table.ValueAt(cursor));
                to.Collect(in result, window.End.Microseconds - 1);
                if (!to.HasRoom) break;
            }
        }
        total.Emitted = cursor;
        return false;
    }

    private void LoadTotal(SnapshotReader from)
    {
        long last = from.Read<long>(), start = from.Read<long>();
        from.Read<bool>();
        // All subtasks have seen the same watermark, so their windows are the same.
        if (_total is not null && (last != _last || _window.LongestStart(start) != _longestStart))
            throw new InvalidDataException($"Subtasks of '{_name}' had come to different windows, which end at {_last} and {last} (microseconds); their snapshots are not of one moment.");
        var total = _total ?? _open.Take(start);
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Load(total.Table, total.Heap, ref _functions, from);
        if (total.Table.Count == 0)
        {
            _open.Recycle(total);
            return;
        }
        StartWindows(total);
        _last = last;
    }
}
