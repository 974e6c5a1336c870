using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Reduces the rows of each key to one; every row is answered with what its key has come to. In batch mode that follows once per key, at the end.
/// </summary>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TRecord">How to keep rows.</typeparam>
/// <typeparam name="TFn">The user's functions.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <param name="functions">The user's functions.</param>
/// <param name="name">Name of the operator.</param>
/// <param name="next">The next operator.</param>
public struct KeyedReduce<T, TKey, TKeyRecord, TRecord, TFn, TNext>(TFn functions, string name, TNext next) : IKeyedOperator<T>
    where T : unmanaged
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TRecord : struct, IRecord<T>
    where TFn : struct, IReduceFunction<T, TKey>
    where TNext : struct, IOperator<T>
{
    private readonly string _name = name;
    private TFn _functions = functions;
    private TNext _next = next;
    private KeyedTable<TKey, TKeyRecord, T> _state = null!;
    // In batch mode, in place of the other.
    private FinalRows<TKey, TKeyRecord, T>? _final;
    private StateHeap _heap = null!;
    private KeyBatch<T, TKey, TKeyRecord> _batch = new();

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _heap = new StateHeap(context.State);
        if (context.IsBatch) _final = new(context, _heap, _name);
        else _state = new(context.State, _heap, Salt.Of(_name, context.Index));
        _next.Open(context);
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<Timed<T>> rows)
    {
        while (KeyBatch<T, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            if (_final is { } final)
            {
                _batch.Prepare(batch, ref _functions, final.Table);
                Keep(final.Table, batch);
                continue;
            }
            _batch.Prepare(batch, ref _functions, _state);
            Apply(batch);
        }
    }

    /// <inheritdoc/>
    public void Flush() => _next.Flush();

    /// <inheritdoc/>
    public bool Watermark(long watermark) => (_final is not { } final || final.Begin(watermark).Emit(ref _next)) && _next.Watermark(watermark);

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish() => _next.Finish();

    /// <inheritdoc/>
    public bool Resume() => _next.Resume() && (_final is not { IsEmitting: true } final || (final.Emit(ref _next) && _next.Watermark(long.MaxValue)));

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        to.Begin($"reduce {_name}");
        TableSnapshot.SaveRows<TKey, TKeyRecord, T, TRecord>(_state, to);
        _next.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin($"reduce {_name}");
        TableSnapshot.LoadRows<TKey, TKeyRecord, T, TRecord>(_state, _heap, from);
        _next.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _state?.Dispose();
        _final?.Dispose();
        _heap?.Dispose();
        _next.Close();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Keep(KeyedTable<TKey, TKeyRecord, Final<T>> table, ReadOnlySpan<Timed<T>> rows)
    {
        var hashes = _batch.Hashes;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly T row = ref rows[i].Row;
            TKey key = _functions.Key(in row);
            ref var state = ref table.GetOrAdd(in key, hashes[i], out bool added);
            state.Time = rows[i].Time;
            if (added)
            {
                state.Value = _heap.Keep<T, TRecord>(in row);
                continue;
            }
            T reduced = _functions.Reduce(in state.Value, in row);
            _heap.Replace<T, TRecord>(ref state.Value, in reduced);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Apply(ReadOnlySpan<Timed<T>> rows)
    {
        var hashes = _batch.Hashes;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly T row = ref rows[i].Row;
            TKey key = _functions.Key(in row);
            ref T state = ref _state.GetOrAdd(in key, hashes[i], out bool added);
            if (added)
            {
                state = _heap.Keep<T, TRecord>(in row);
            }
            else
            {
                T reduced = _functions.Reduce(in state, in row);
                // Operators behind may still hold the row whose text is replaced now.
                if (TRecord.HasText) _next.Flush();
                _heap.Replace<T, TRecord>(ref state, in reduced);
            }
            _next.Collect(in state, rows[i].Time);
        }
    }
}
