using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Aggregates the rows of each key in sessions; a session's result follows when the watermark passes its end. Rows later than that, which
/// no open session takes up, go to <typeparamref name="TLate"/>.
/// </summary>
/// <remarks>
/// Rows are gathered in panes as long as the gap: those of one key in one pane belong together, in whatever order they come, so a row
/// costs what it costs in a tumbling window. A pane that the watermark has passed is handed, key by key, to the sessions.
/// </remarks>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TFn">The user's functions.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <typeparam name="TLate">Where late rows go.</typeparam>
public struct SessionKeyedWindow<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TNext, TLate> : IKeyedOperator<TIn>, IHead
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
    where TNext : struct, IOperator<TOut>
    where TLate : struct, IOperator<LateRow<TIn>>
{
    // Sessions fired between two looks at the budget.
    private const int FireUnits = 64;
    // Panes kept for later use, with their pages: with a short gap, several come and go between two watermarks.
    private const int MostSpares = 16;

    private readonly WindowSpec _window;
    private readonly long _gap;
    private readonly string _name;
    private TFn _functions;
    private TNext _next;
    private TLate _late;
    private Sessions<TIn, TKey, TKeyRecord, TAcc, TFn, TOut> _sessions;
    private PaneList<TKey, TKeyRecord, SessionEntry<TAcc>> _panes;
    // The pane of the last row; a size of 0 means none.
    private KeyedTable<TKey, TKeyRecord, SessionEntry<TAcc>> _table;
    private StateHeap _heap;
    private long _start;
    private long _size;
    private KeyBatch<TIn, TKey, TKeyRecord> _batch;
    private SessionCheck<TKey>[] _due;
    private SubtaskContext _context;
    private long _watermark;
    private bool _firing;

    /// <summary>A window operator in front of <paramref name="next"/>.</summary>
    /// <param name="functions">The user's functions.</param>
    /// <param name="window">The sessions.</param>
    /// <param name="name">Name of the operator, for errors.</param>
    /// <param name="next">The next operator.</param>
    /// <param name="late">Where late rows go.</param>
    public SessionKeyedWindow(TFn functions, WindowSpec window, string name, TNext next, TLate late)
    {
        _functions = functions;
        _window = window;
        _gap = window.SizeUs;
        _name = name;
        _next = next;
        _late = late;
        _watermark = long.MinValue;
        _sessions = null!;
        _due = null!;
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
        _due = new SessionCheck<TKey>[FireUnits];
        uint salt = Salt.Of(_name, context.Index);
        _sessions = new(context.State, _gap, ~salt);
        _panes = new(context.State, salt, MostSpares);
        _next.Open(context);
        _late.Open(context);
    }

    /// <inheritdoc/>
    public int Process(in RowBatch batch, int from, int to)
    {
        Process(batch.Rows<Timed<TIn>>()[from..to]);
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
        to.Begin(_window.Part("session window", _name));
        to.Write(_watermark);
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, SessionEntry<TAcc>, SessionEntry<TAcc>>.Save(_panes, to);
        _sessions.Save(to);
        _next.Save(to);
        _late.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin(_window.Part("session window", _name));
        _watermark = Math.Max(_watermark, from.Read<long>());
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, SessionEntry<TAcc>, SessionEntry<TAcc>>.Load(_panes, ref _functions, from);
        _sessions.Load(ref _functions, from);
        _next.Load(from);
        _late.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _sessions?.Dispose();
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
                if (!Enter(in row, hashes[i])) continue;
                table = _table;
                heap = _heap;
                start = _start;
                size = _size;
            }
            TKey key = _functions.Key(in row.Row);
            ref var part = ref table.GetOrAdd(in key, hashes[i], out bool added);
            if (added)
            {
                part.First = part.Last = row.Time;
                _functions.Create(ref part.Acc, in row.Row, row.Time, heap);
            }
            else
            {
                part.First = Math.Min(part.First, row.Time);
                part.Last = Math.Max(part.Last, row.Time);
                _functions.Add(ref part.Acc, in row.Row, row.Time, heap);
            }
        }
    }

    /// <summary>Makes the pane of a row the current one. False if the watermark has passed it: then the row is dealt with.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Enter(in Timed<TIn> row, ulong hash)
    {
        if (row.Time == long.MinValue) Throw.NoEventTime(_name);
        long start = _window.PaneStart(row.Time);
        if (start + _gap - 1 <= _watermark)
        {
            AddBehind(in row, hash, start);
            return false;
        }
        var pane = _panes.GetOrAdd(start);
        _table = pane.Table;
        _heap = pane.Heap;
        _start = start;
        _size = _gap;
        return true;
    }

    /// <summary>Adds a row whose pane has been handed over: to an open session, or as one if that is not over yet, or else it is late.</summary>
    private void AddBehind(in Timed<TIn> row, ulong hash, long start)
    {
        TKey key = _functions.Key(in row.Row);
        if (_sessions.TryAdd(ref _functions, in row, in key, hash)) return;
        if (row.Time + _gap > _watermark || GoesOn(in key, hash, start + _gap, row.Time)) _sessions.Open(ref _functions, in row, in key, hash);
        else _late.Collect(new LateRow<TIn>(row.Row, new Duration(_watermark - (row.Time + _gap))), row.Time);
    }

    /// <summary>True if rows of the pane at <paramref name="pane"/> go on with a session whose last row is at <paramref name="last"/>.</summary>
    private readonly bool GoesOn(in TKey key, ulong hash, long pane, long last) =>
        _panes.Find(pane) is { } next && next.Table.TryFind(in key, hash, out var part) && part.First <= last + _gap;

    private bool Advance()
    {
        if (!HandOver() || !Fire()) return false;
        _firing = false;
        bool next = _next.Watermark(_watermark), late = _late.Watermark(_watermark);
        return next && late;
    }

    /// <summary>Hands panes that the watermark has passed to the sessions, in order of time.</summary>
    private bool HandOver()
    {
        while (_panes.First is { } pane && pane.Start + _gap - 1 <= _watermark)
        {
            if (pane.Start == _start) (_size, _table) = (0, null!);
            if (!HandOver(pane)) return false;
            _panes.RemoveFirst();
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HandOver(Pane<TKey, TKeyRecord, SessionEntry<TAcc>> pane)
    {
        const int Ahead = 16;
        var table = pane.Table;
        var cursor = pane.Emitted;
        var ahead = cursor;
        bool isAhead = true;
        for (int i = 0; i < Ahead && isAhead; i++) isAhead = table.MoveNext(ref ahead);
        while (_next.HasRoom && _context.Budget.Spend(FireUnits))
        {
            for (int i = 0; i < FireUnits && _next.HasRoom; i++)
            {
                if (!table.Drain(ref cursor))
                {
                    Release();
                    return true;
                }
                if (isAhead && (isAhead = table.MoveNext(ref ahead))) _sessions.Prefetch(TKeyRecord.Hash(in table.KeyAt(ahead)));
                _sessions.Absorb(ref _functions, in table.KeyAt(cursor), in table.ValueAt(cursor), ref _next);
            }
            Release();
        }
        pane.Emitted = cursor;
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Fire()
    {
        bool isDone = false;
        while (!isDone && _next.HasRoom && _context.Budget.Spend(FireUnits))
        {
            // Taken together, so that the cache misses of different keys overlap. All are dealt with, whatever the room.
            var open = _panes.First?.Table;
            int count = 0;
            for (; count < FireUnits; count++)
            {
                if (!_sessions.TryTake(_watermark, out _due[count])) break;
                _sessions.Prefetch(_due[count].Hash);
                open?.Prefetch(_due[count].Hash);
            }
            isDone = count < FireUnits;
            for (int i = 0; i < count; i++)
            {
                ref var check = ref _due[i];
                if (!_sessions.IsOver(in check, _watermark, out long last)) continue;
                long pane = _window.PaneStart(last + _gap);
                if (GoesOn(in check.Key, check.Hash, pane, last)) _sessions.PutOff(in check, pane + _gap - 1);
                else _sessions.Fire(ref _functions, in check, ref _next);
            }
            Release();
        }
        return isDone;
    }

    private void Release()
    {
        // Operators behind may hold rows whose text is freed now.
        if (TAcc.HasText || TKeyRecord.HasText) _next.Flush();
        _sessions.Release(ref _functions);
    }
}
