using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Aggregates each key's rows in windows of so many, one after the other; the result follows a window's last row.</summary>
/// <remarks>A key is kept while it has an open window.</remarks>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TFn">The user's functions; their results see a window of no length.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <param name="functions">The user's functions.</param>
/// <param name="window">The windows.</param>
/// <param name="name">Name of the operator.</param>
/// <param name="next">The next operator.</param>
public struct KeyedCountWindow<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TNext>(TFn functions, CountSpec window, string name, TNext next) : IKeyedOperator<TIn>
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
    where TNext : struct, IOperator<TOut>
{
    private readonly long _rows = window.Rows;
    private readonly string _name = name;
    private TFn _functions = functions;
    private TNext _next = next;
    private KeyedTable<TKey, TKeyRecord, Counted<TAcc>> _state = null!;
    private StateHeap _heap = null!;
    private KeyBatch<TIn, TKey, TKeyRecord> _batch = new();
    // Accumulators of full windows, whose text operators behind may still hold.
    private NativeList<TAcc> _spent = null!;

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _heap = new StateHeap(context.State);
        _state = new(context.State, _heap, Salt.Of(_name, context.Index));
        _spent = new(context.State);
        _next.Open(context);
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<Timed<TIn>> rows)
    {
        while (KeyBatch<TIn, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            _batch.Prepare(batch, ref _functions, _state);
            Apply(batch);
            if (_spent.Count > 0) Release();
        }
    }

    /// <inheritdoc/>
    public void Flush() => _next.Flush();

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
        to.Begin($"window {_name}: {_rows} rows");
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, Counted<TAcc>, Counted<TAcc>>.Save(_state, to);
        _next.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin($"window {_name}: {_rows} rows");
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, Counted<TAcc>, Counted<TAcc>>.Load(_state, _heap, ref _functions, from);
        _next.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _state?.Dispose();
        _spent?.Dispose();
        _heap?.Dispose();
        _next.Close();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Apply(ReadOnlySpan<Timed<TIn>> rows)
    {
        var hashes = _batch.Hashes;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            TKey key = _functions.Key(in row.Row);
            ref var state = ref _state.GetOrAdd(in key, hashes[i], out bool added);
            if (added) _functions.Create(ref state.Acc, in row.Row, row.Time, _heap);
            else _functions.Add(ref state.Acc, in row.Row, row.Time, _heap);
            if (++state.Count < _rows) continue;
            TOut result = _functions.Result(in key, default, in state.Acc);
            if (TAcc.HasText) _spent.Add(in state.Acc);
            _state.Remove(in key, hashes[i]);
            _next.Collect(in result, row.Time);
        }
    }

    private void Release()
    {
        _next.Flush();
        for (int i = 0; i < _spent.Count; i++) _functions.Release(ref _spent[i], _heap);
        _spent.Clear();
    }
}
