using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// End of a chain before an exchange: aggregates the rows of each key and pane as far as memory allows, and hands partial
/// accumulators to the subtask that the key belongs to. Hands over rows where that does not make them fewer.
/// </summary>
/// <remarks>
/// A pane's accumulators leave before the watermark that closes it. A row behind this subtask's own watermark leaves as a row:
/// only the final operator, which sees all producers, knows whether it is late.
/// </remarks>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TFn">The user's functions.</typeparam>
/// <typeparam name="TOut">The result row of the final operator.</typeparam>
public struct PartialKeyedWindow<TIn, TKey, TKeyRecord, TAcc, TFn, TOut> : IKeyedOperator<TIn>
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
{
    // What stays in the second-level cache; more keys than that rarely come again soon.
    private const int MaxTableBytes = 512 * 1024;
    private const int DrainUnits = 64;

    private readonly WindowSpec _window;
    private readonly string _name;
    private readonly int _outputIndex;
    private TFn _functions;

    private ExchangeOutput _output;
    private SubtaskContext _context;
    private PaneList<TKey, TKeyRecord, TAcc> _panes;
    // Panes on their way out: closed, or too large to go on with.
    private Queue<Pane<TKey, TKeyRecord, TAcc>> _leaving;
    private ReductionMeter _meter;

    private KeyedTable<TKey, TKeyRecord, TAcc> _table;
    private StateHeap _heap;
    private long _start;
    private long _size;
    private long _watermark;
    // That of the snapshot, as far as the final operator may have come; not sent again, since sources begin with theirs.
    private long _restored;
    private bool _closing;
    private long _tableLimit;

    /// <summary>A partial window operator that writes to an output.</summary>
    /// <param name="functions">The user's functions.</param>
    /// <param name="window">The windows.</param>
    /// <param name="name">Name of the operator.</param>
    /// <param name="output">Output of the subtask, from 0.</param>
    public PartialKeyedWindow(TFn functions, WindowSpec window, string name, int output)
    {
        _functions = functions;
        _window = window;
        _name = name;
        _outputIndex = output;
        _watermark = long.MinValue;
        _restored = long.MinValue;
        _output = null!;
        _context = null!;
        _panes = null!;
        _leaving = null!;
        _meter = null!;
        _table = null!;
        _heap = null!;
    }

    /// <inheritdoc/>
    public readonly bool HasRoom => _output.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _context = context;
        _output = context.Output(_outputIndex);
        // Another salt than that of the final operator, into whose tables these are merged in slot order.
        _panes = new(context.State, ~Salt.Of(_name, context.Index));
        _leaving = new();
        // A small share of the account, which all subtasks draw on: several panes may be open, and some leaving.
        _tableLimit = Math.Min(MaxTableBytes, context.State.LimitBytes / (16 * context.Parallelism));
        _meter = new(TFn.CanMerge);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Process(ReadOnlySpan<Timed<TIn>> rows)
    {
        // One pass: the table stays in the cache.
        int taken = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            if ((ulong)(row.Time - _start) >= (ulong)_size && !Enter(in row)) continue;
            TKey key = _functions.Key(in row.Row);
            ref TAcc acc = ref _table.GetOrAdd(in key, TKeyRecord.Hash(in key), out bool added);
            if (added)
            {
                _functions.Create(ref acc, in row.Row, row.Time, _heap);
                if (_table.SizeBytes > _tableLimit)
                {
                    _meter.RowsIn += taken;
                    taken = 0;
                    TakeOut(_start);
                }
            }
            else
            {
                _functions.Add(ref acc, in row.Row, row.Time, _heap);
            }
            taken++;
        }
        _meter.RowsIn += taken;
    }

    /// <inheritdoc/>
    public void Flush()
    {
        // What has no room now waits for the next batch, which does not start before there is room.
        if (_leaving.Count > 0) Drain(bounded: false);
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark)
    {
        _watermark = watermark;
        while (_panes.First is { } pane && (_context.HasBeenIdle || _window.PaneLast(pane.Start) <= watermark)) TakeOut(pane.Start);
        _closing = true;
        return Advance();
    }

    /// <inheritdoc/>
    public readonly bool ProcessingTime(long nowUs) => true;

    /// <inheritdoc/>
    public readonly bool Finish()
    {
        _output.Finish();
        return true;
    }

    /// <inheritdoc/>
    public bool Resume() => !_closing || Advance();

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        if (_leaving.Count > 0) throw new InvalidOperationException($"Panes of '{_name}' are on their way to the exchange.");
        to.Begin(_window.Part("partial window", _name));
        to.Write(Math.Max(_watermark, _restored));
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Save(_panes, to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin(_window.Part("partial window", _name));
        _restored = Math.Max(_restored, from.Read<long>());
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Load(_panes, ref _functions, from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _panes?.Dispose();
        while (_leaving?.TryDequeue(out var pane) == true) pane.Dispose();
    }

    /// <summary>Makes the pane of a row the current one. False if the row has gone as a row instead.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Enter(in Timed<TIn> row)
    {
        if (row.Time < TimeMath.FirstUs && _window.NeedsEventTime) Throw.BadEventTime(_name, row.Time);
        long start = _window.PaneStart(row.Time);
        // The final operator could not tell what has been gathered there from what its next window holds.
        if (_window.IsBetween(start)) return false;
        if (_window.PaneLast(start) <= Math.Max(_watermark, _restored) || _context.HasBeenIdle || !_meter.Aggregates())
        {
            TKey key = _functions.Key(in row.Row);
            _output.Append<Timed<TIn>, TimedRecord<TIn, TIn>>(KeyGroups.SubtaskOf(TKeyRecord.Hash(in key), _output.Subtasks), in row, kind: 0);
            return false;
        }
        var pane = _panes.GetOrAdd(start);
        _table = pane.Table;
        _heap = pane.Heap;
        _start = start;
        _size = _window.PaneReach(start);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakeOut(long start)
    {
        // No current pane: the next row finds its own.
        _size = 0;
        var pane = _panes.GetOrAdd(start);
        _panes.Remove(pane);
        _meter.Note(pane.Table.Count);
        _leaving.Enqueue(pane);
    }

    private bool Advance()
    {
        if (!Drain(bounded: true)) return false;
        _closing = false;
        _output.BroadcastWatermark(_watermark);
        return true;
    }

    private bool Drain(bool bounded)
    {
        while (_leaving.TryPeek(out var pane))
        {
            if (!Drain(pane, bounded)) return false;
            _leaving.Dequeue();
            _panes.Recycle(pane);
        }
        return true;
    }

    private bool Drain(Pane<TKey, TKeyRecord, TAcc> pane, bool bounded)
    {
        var table = pane.Table;
        var cursor = pane.Emitted;
        while (_output.HasRoom && (!bounded || _context.Budget.Spend(DrainUnits)))
        {
            for (int i = 0; i < DrainUnits; i++)
            {
                if (!table.Drain(ref cursor)) return true;
                Partial<TKey, TAcc> partial;
                partial.PaneStart = pane.Start;
                partial.Key = table.KeyAt(cursor);
                partial.Acc = table.ValueAt(cursor);
                int subtask = KeyGroups.SubtaskOf(TKeyRecord.Hash(in partial.Key), _output.Subtasks);
                _output.Append<Partial<TKey, TAcc>, PartialRecord<TKey, TKeyRecord, TAcc>>(subtask, in partial, kind: 1);
                if (!_output.HasRoom) break;
            }
        }
        pane.Emitted = cursor;
        return false;
    }
}
