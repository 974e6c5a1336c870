using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Windows one after the other, and the one window of all rows.</summary>
/// <remarks>Window-major: one table per pane from key to accumulator, emitted and freed as a whole; no timer per key.</remarks>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TFn">The user's functions.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <param name="functions">The user's functions.</param>
/// <param name="window">The windows.</param>
/// <param name="name">Name of the operator, for errors.</param>
public struct TumblingWindows<TIn, TKey, TKeyRecord, TAcc, TFn, TOut>(TFn functions, WindowSpec window, string name) : IKeyedWindows<TIn, TKey, TAcc, TOut>
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
{
    // Entries fired between two looks at the budget.
    private const int Units = 64;

    private readonly WindowSpec _window = window;
    private readonly string _name = name;
    private TFn _functions = functions;
    private PaneList<TKey, TKeyRecord, TAcc> _panes = null!;
    private CurrentPane<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>> _pane = new();

    /// <inheritdoc/>
    public readonly string Part => _window.Part("window", _name);

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _panes = new(context.State, Salt.Of(_name, context.Index));

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
            // Producers flush a pane before the watermark that closes it, so none of these is ever late.
            if (_window.PaneLast(start) <= to.Watermark) Throw.LatePartial(_name);
            if (!_pane.IsAt(start)) Enter(start);
        }
    }

    /// <inheritdoc/>
    public bool Advance<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        while (_panes.First is { } pane && _window.PaneLast(pane.Start) <= to.Watermark)
        {
            if (!Fire(pane, ref to)) return false;
            // Operators behind may hold rows whose text is in this pane's heap.
            to.FlushResults();
            _panes.RemoveFirst();
        }
        return true;
    }

    /// <inheritdoc/>
    public readonly bool AdvanceClock<TOutputs>(long nowUs, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut> => true;

    /// <inheritdoc/>
    public readonly void Flush<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut> { }

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to) => AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Save(_panes, to);

    /// <inheritdoc/>
    public void Load(SnapshotReader from) => AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Load(_panes, ref _functions, from);

    /// <inheritdoc/>
    public readonly void Close() => _panes?.Dispose();

    /// <summary>Makes the pane of a row the current one. False if it has fired: then the row is dealt with.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Enter<TOutputs>(in Timed<TIn> row, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        if (row.Time < TimeMath.FirstUs && _window.NeedsEventTime) Throw.BadEventTime(_name, row.Time);
        long start = _window.PaneStart(row.Time), last = _window.PaneLast(start);
        if (last <= to.Watermark)
        {
            to.Late(in row, last);
            return false;
        }
        Enter(start);
        return true;
    }

    private void Enter(long start) => _pane.Enter(_panes.GetOrAdd(start), _window.PaneReach(start));

    private bool Fire<TOutputs>(Pane<TKey, TKeyRecord, TAcc> pane, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        _pane.Leave(pane);
        var window = _window.WindowAt(pane.Start);
        long time = window.End.Microseconds - 1;
        var table = pane.Table;
        var cursor = pane.Emitted;
        while (to.MayGoOn(Units))
        {
            for (int i = 0; i < Units; i++)
            {
                if (!table.Drain(ref cursor)) return true;
                TOut result = _functions.Result(in table.KeyAt(cursor), window, in table.ValueAt(cursor));
                to.Collect(in result, time);
                if (!to.HasRoom) break;
            }
        }
        pane.Emitted = cursor;
        return false;
    }
}
