using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Aggregates the rows of each key in windows that start together and grow by a step; a window's results follow when the watermark
/// passes its end. Rows later than the longest window go to <typeparamref name="TLate"/>.
/// </summary>
/// <remarks>
/// A row is added once, to its slice, which is one step long. A slice that the watermark has passed is merged into the total of all
/// slices since the windows' start (the first becomes the total), and the total is what a window emits. A row behind the watermark,
/// whose longer windows are still to come, goes straight to the total.
/// </remarks>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TFn">The user's functions.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <typeparam name="TLate">Where late rows go.</typeparam>
public struct CumulatingKeyedWindow<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TNext, TLate> : IKeyedOperator<TIn>, IHead
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
    where TNext : struct, IOperator<TOut>
    where TLate : struct, IOperator<LateRow<TIn>>
{
    // Entries worked on between two looks at the budget.
    private const int Units = 64;
    // Slices kept for later use, with their pages: at a jump in time several are open.
    private const int MostSpares = 8;

    private readonly WindowSpec _window;
    private readonly string _name;
    private TFn _functions;
    private TNext _next;
    private TLate _late;

    // Slices that have not fired, and the one of the last row; a size of 0 means none.
    private PaneList<TKey, TKeyRecord, TAcc> _open;
    private KeyedTable<TKey, TKeyRecord, TAcc> _table;
    private StateHeap _heap;
    private long _start;
    private long _size;
    private KeyBatch<TIn, TKey, TKeyRecord> _batch;

    // All slices that have fired since the start of the windows; null if none holds a row.
    private Pane<TKey, TKeyRecord, TAcc>? _total;
    private long _longestStart;
    private long _longestLast;
    // Last microsecond of the window that fires or fires next, if there is a total.
    private long _last;
    private FirePhase _phase;

    private SubtaskContext _context;
    private long _watermark;
    private bool _advancing;

    /// <summary>A window operator in front of <paramref name="next"/>.</summary>
    /// <param name="functions">The user's functions.</param>
    /// <param name="window">The windows.</param>
    /// <param name="name">Name of the operator, for errors.</param>
    /// <param name="next">The next operator.</param>
    /// <param name="late">Where late rows go.</param>
    public CumulatingKeyedWindow(TFn functions, WindowSpec window, string name, TNext next, TLate late)
    {
        _functions = functions;
        _window = window;
        _name = name;
        _next = next;
        _late = late;
        _watermark = long.MinValue;
        _open = null!;
        _table = null!;
        _heap = null!;
        _context = null!;
    }

    private enum FirePhase
    {
        Rest,
        Absorb,
        Emit,
    }

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom && _late.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _context = context;
        _batch = new();
        _open = new(context.State, Salt.Of(_name, context.Index), MostSpares);
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
        to.Begin(_window.Part("growing window", _name));
        to.Write(_watermark);
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Save(_open, to);
        to.Write(_total is not null);
        if (_total is not null)
        {
            to.Write(_last);
            AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Save(_total, to);
        }
        _next.Save(to);
        _late.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin(_window.Part("growing window", _name));
        _watermark = Math.Max(_watermark, from.Read<long>());
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Load(_open, ref _functions, from);
        if (from.Read<bool>()) LoadTotal(from);
        _next.Load(from);
        _late.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _total?.Dispose();
        _open?.Dispose();
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
                if (!Enter(in row, hashes[i])) continue;
                table = _table;
                heap = _heap;
                start = _start;
                size = _size;
            }
            TKey key = _functions.Key(in row.Row);
            ref TAcc acc = ref table.GetOrAdd(in key, hashes[i], out bool added);
            if (added) _functions.Create(ref acc, in row.Row, row.Time, heap);
            else _functions.Add(ref acc, in row.Row, row.Time, heap);
        }
    }

    /// <summary>Makes the slice of a row the current one. False if the row is dealt with: it is late, or behind its slice.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Enter(in Timed<TIn> row, ulong hash)
    {
        if (row.Time == long.MinValue) Throw.NoEventTime(_name);
        long start = _window.PaneStart(row.Time);
        if (_window.PaneLast(start) > _watermark)
        {
            Enter(start);
            return true;
        }
        long longest = _window.LongestLast(_window.LongestStart(row.Time));
        if (longest <= _watermark) _late.Collect(new LateRow<TIn>(row.Row, new Duration(_watermark - longest)), row.Time);
        else AddBehind(in row, hash);
        return false;
    }

    private void Enter(long start)
    {
        var slice = _open.GetOrAdd(start);
        _table = slice.Table;
        _heap = slice.Heap;
        _start = start;
        _size = _window.PaneReach(start);
    }

    /// <summary>Adds a row whose slice has fired to the total; its windows are the ones that fire next, since the longest has not.</summary>
    private void AddBehind(in Timed<TIn> row, ulong hash)
    {
        if (_total is null)
        {
            StartWindows(_open.Take(_window.LongestStart(row.Time)));
            _last = _window.PaneLast(_window.PaneStart(_watermark + 1));
        }
        TKey key = _functions.Key(in row.Row);
        ref TAcc acc = ref _total!.Table.GetOrAdd(in key, hash, out bool added);
        if (added) _functions.Create(ref acc, in row.Row, row.Time, _total.Heap);
        else _functions.Add(ref acc, in row.Row, row.Time, _total.Heap);
    }

    private void MergePartials(ReadOnlySpan<Partial<TKey, TAcc>> rows)
    {
        const int Ahead = 16;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var partial = ref rows[i];
            if (partial.PaneStart != _start || _size == 0)
            {
                // Producers flush a slice before the watermark that closes it, so none of these has fired.
                if (_window.PaneLast(partial.PaneStart) <= _watermark) Throw.LatePartial(_name);
                Enter(partial.PaneStart);
            }
            if (i + Ahead < rows.Length) _table.Prefetch(TKeyRecord.Hash(in rows[i + Ahead].Key));
            ref TAcc acc = ref _table.GetOrAdd(in partial.Key, TKeyRecord.Hash(in partial.Key), out _);
            _functions.Merge(ref acc, in partial.Acc, _heap);
        }
    }

    private bool Advance()
    {
        while (_phase != FirePhase.Rest || TryStartFire())
        {
            if (!Fire()) return false;
        }
        _advancing = false;
        bool next = _next.Watermark(_watermark), late = _late.Watermark(_watermark);
        return next && late;
    }

    /// <summary>Turns to the next window that holds anything; false if the watermark has not passed its end.</summary>
    private bool TryStartFire()
    {
        if (_total is null)
        {
            if (_open.First is not { } slice) return false;
            long last = _window.PaneLast(slice.Start);
            if (last > _watermark) return false;
            Leave(slice);
            StartWindows(slice);
            _last = last;
            _phase = FirePhase.Emit;
            return true;
        }
        if (_last > _watermark) return false;
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
        if (slice.Start == _start) (_size, _table) = (0, null!);
        _open.Remove(slice);
    }

    private bool Fire()
    {
        var total = _total!;
        if (_phase == FirePhase.Absorb)
        {
            if (!Absorb(total, _open.First!)) return false;
            _phase = FirePhase.Emit;
        }
        bool isLongest = _last == _longestLast;
        if (!Emit(total, isLongest)) return false;
        // Operators behind may hold rows whose text is in the total's heap.
        _next.Flush();
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
    private bool Absorb(Pane<TKey, TKeyRecord, TAcc> total, Pane<TKey, TKeyRecord, TAcc> slice)
    {
        var cursor = slice.Emitted;
        var table = slice.Table;
        while (_context.Budget.Spend(Units))
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
    private bool Emit(Pane<TKey, TKeyRecord, TAcc> total, bool isLongest)
    {
        var window = new Window(new Timestamp(_longestStart), new Timestamp(_last == long.MaxValue ? _last : _last + 1));
        var table = total.Table;
        var cursor = total.Emitted;
        while (_next.HasRoom && _context.Budget.Spend(Units))
        {
            for (int i = 0; i < Units; i++)
            {
                if (!(isLongest ? table.Drain(ref cursor) : table.MoveNext(ref cursor))) return true;
                TOut result = _functions.Result(in table.KeyAt(cursor), window, in table.ValueAt(cursor));
                _next.Collect(in result, window.End.Microseconds - 1);
                if (!_next.HasRoom) break;
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
