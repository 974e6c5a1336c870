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
/// <param name="functions">The user's functions.</param>
/// <param name="window">The windows.</param>
/// <param name="name">Name of the operator.</param>
public struct CountWindows<TIn, TKey, TKeyRecord, TAcc, TFn, TOut>(TFn functions, CountSpec window, string name) : IRolling<TIn, TOut>
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
{
    private readonly long _rows = window.Rows;
    private readonly string _name = name;
    private TFn _functions = functions;
    private KeyedTable<TKey, TKeyRecord, Counted<TAcc>> _state = null!;
    private StateHeap _heap = null!;
    private KeyBatch<TIn, TKey, TKeyRecord> _batch = new();
    // Accumulators of full windows, whose text operators behind may still hold.
    private NativeList<TAcc> _spent = null!;

    /// <inheritdoc/>
    public readonly string Part => $"window {_name}: {_rows} rows";

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _heap = new StateHeap(context.State);
        _state = new(context.State, _heap, Salt.Of(_name, context.Index));
        _spent = new(context.State);
    }

    /// <inheritdoc/>
    public void Process<TNext>(ReadOnlySpan<Timed<TIn>> rows, ref TNext next) where TNext : struct, IOperator<TOut>
    {
        while (KeyBatch<TIn, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            _batch.Prepare(batch, ref _functions, _state);
            Apply(batch, ref next);
            if (_spent.Count > 0) Release(ref next);
        }
    }

    /// <inheritdoc/>
    public readonly bool End<TNext>(ref TNext next) where TNext : struct, IOperator<TOut> => true;

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to) => AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, Counted<TAcc>, Counted<TAcc>>.Save(_state, to);

    /// <inheritdoc/>
    public void Load(SnapshotReader from) => AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, Counted<TAcc>, Counted<TAcc>>.Load(_state, _heap, ref _functions, from);

    /// <inheritdoc/>
    public readonly void Close()
    {
        _state?.Dispose();
        _spent?.Dispose();
        _heap?.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Apply<TNext>(ReadOnlySpan<Timed<TIn>> rows, ref TNext next) where TNext : struct, IOperator<TOut>
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
            next.Collect(in result, row.Time);
        }
    }

    private void Release<TNext>(ref TNext next) where TNext : struct, IOperator<TOut>
    {
        next.Flush();
        for (int i = 0; i < _spent.Count; i++) _functions.Release(ref _spent[i], _heap);
        _spent.Clear();
    }
}
