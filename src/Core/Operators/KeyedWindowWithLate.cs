using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Aggregates the rows of each key and window; a window's results follow when the watermark passes its end. Rows later than
/// that go to <typeparamref name="TLate"/>.
/// </summary>
/// <remarks>
/// <para>Window-major: one table per pane from key to accumulator, emitted and freed as a whole; no timer per key.</para>
/// <para>Two passes over a batch: the first computes hashes and, when the table has outgrown the cache, prefetches; the second adds
/// to accumulators. So the cache misses of different keys overlap.</para>
/// </remarks>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TFn">The user's functions.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <typeparam name="TLate">Where late rows go.</typeparam>
public struct KeyedWindowWithLate<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TNext, TLate> : IKeyedOperator<TIn>, IHead
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

    private readonly WindowSpec _window;
    private readonly string _name;
    private TFn _functions;
    private TNext _next;
    private TLate _late;

    private PaneList<TKey, TKeyRecord, TAcc> _panes;
    // The pane of the last row. A size of 0 means none, and sends the next row to Enter.
    private KeyedTable<TKey, TKeyRecord, TAcc> _table;
    private StateHeap _heap;
    private long _start;
    private long _size;

    private KeyBatch<TIn, TKey, TKeyRecord> _batch;

    private SubtaskContext _context;
    private long _watermark;
    private bool _firing;

    /// <summary>A window operator in front of <paramref name="next"/>.</summary>
    /// <param name="functions">The user's functions.</param>
    /// <param name="window">The windows.</param>
    /// <param name="name">Name of the operator, for errors.</param>
    /// <param name="next">The next operator.</param>
    /// <param name="late">Where late rows go.</param>
    public KeyedWindowWithLate(TFn functions, WindowSpec window, string name, TNext next, TLate late)
    {
        _functions = functions;
        _window = window;
        _name = name;
        _next = next;
        _late = late;
        _watermark = long.MinValue;
        _panes = null!;
        _table = null!;
        _heap = null!;
        _context = null!;
    }

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom && _late.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _context = context;
        _batch = new();
        _panes = new(context.State, Salt.Of(_name, context.Index));
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
        _firing = true;
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
        return next && late && (!_firing || Advance());
    }

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        to.Begin(_window.Part("window", _name));
        to.Write(_watermark);
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Save(_panes, to);
        _next.Save(to);
        _late.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin(_window.Part("window", _name));
        _watermark = Math.Max(_watermark, from.Read<long>());
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Load(_panes, ref _functions, from);
        _next.Load(from);
        _late.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _panes?.Dispose();
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
            ref TAcc acc = ref table.GetOrAdd(in key, hashes[i], out bool added);
            if (added) _functions.Create(ref acc, in row.Row, row.Time, heap);
            else _functions.Add(ref acc, in row.Row, row.Time, heap);
        }
    }

    /// <summary>Makes the pane of a row the current one. False if it has fired: then the row is dealt with.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Enter(in Timed<TIn> row)
    {
        if (row.Time == long.MinValue && _window.NeedsEventTime) Throw.NoEventTime(_name);
        long start = _window.PaneStart(row.Time), last = _window.PaneLast(start);
        if (last <= _watermark)
        {
            _late.Collect(new LateRow<TIn>(row.Row, new Duration(_watermark - last)), row.Time);
            return false;
        }
        Enter(start);
        return true;
    }

    private Pane<TKey, TKeyRecord, TAcc> Enter(long start)
    {
        var pane = _panes.GetOrAdd(start);
        _table = pane.Table;
        _heap = pane.Heap;
        _start = start;
        _size = _window.PaneReach(start);
        return pane;
    }

    private void MergePartials(ReadOnlySpan<Partial<TKey, TAcc>> rows)
    {
        const int Ahead = 16;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var partial = ref rows[i];
            if (partial.PaneStart != _start || _size == 0)
            {
                // Producers flush a pane before the watermark that closes it, so none of these is ever late.
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
        while (_panes.First is { } pane && _window.PaneLast(pane.Start) <= _watermark)
        {
            if (!Fire(pane)) return false;
            // Operators behind may hold rows whose text is in this pane's heap.
            _next.Flush();
            _panes.RemoveFirst();
        }
        _firing = false;
        bool next = _next.Watermark(_watermark), late = _late.Watermark(_watermark);
        return next && late;
    }

    private bool Fire(Pane<TKey, TKeyRecord, TAcc> pane)
    {
        if (pane.Start == _start) _size = 0;
        var window = _window.WindowAt(pane.Start);
        long time = window.End.Microseconds - 1;
        var table = pane.Table;
        var cursor = pane.Emitted;
        while (_next.HasRoom && _context.Budget.Spend(FireUnits))
        {
            for (int i = 0; i < FireUnits; i++)
            {
                if (!table.Drain(ref cursor)) return true;
                TOut result = _functions.Result(in table.KeyAt(cursor), window, in table.ValueAt(cursor));
                _next.Collect(in result, time);
                if (!_next.HasRoom) break;
            }
        }
        pane.Emitted = cursor;
        return false;
    }
}
