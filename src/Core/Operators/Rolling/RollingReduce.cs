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
/// <param name="functions">The user's functions.</param>
/// <param name="name">Name of the operator.</param>
public struct RollingReduce<T, TKey, TKeyRecord, TRecord, TFn>(TFn functions, string name) : IRolling<T, T>
    where T : unmanaged
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TRecord : struct, IRecord<T>
    where TFn : struct, IReduceFunction<T, TKey>
{
    private readonly string _name = name;
    private TFn _functions = functions;
    private KeyedTable<TKey, TKeyRecord, T> _state = null!;
    // In batch mode, in place of the other.
    private FinalRows<TKey, TKeyRecord, T>? _final;
    private StateHeap _heap = null!;
    private KeyBatch<T, TKey, TKeyRecord> _batch = new();

    /// <inheritdoc/>
    public readonly string Part => $"reduce {_name}";

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _heap = new StateHeap(context.State);
        if (context.IsBatch) _final = new(context, _heap, _name);
        else _state = new(context.State, _heap, Salt.Of(_name, context.Index));
    }

    /// <inheritdoc/>
    public void Process<TNext>(ReadOnlySpan<Timed<T>> rows, ref TNext next) where TNext : struct, IOperator<T>
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
            Apply(batch, ref next);
        }
    }

    /// <inheritdoc/>
    public readonly bool End<TNext>(ref TNext next) where TNext : struct, IOperator<T> => _final?.Emit(ref next) ?? true;

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to) => TableSnapshot.SaveRows<TKey, TKeyRecord, T, TRecord>(_state, to);

    /// <inheritdoc/>
    public void Load(SnapshotReader from) => TableSnapshot.LoadRows<TKey, TKeyRecord, T, TRecord>(_state, _heap, from);

    /// <inheritdoc/>
    public readonly void Close()
    {
        _state?.Dispose();
        _final?.Dispose();
        _heap?.Dispose();
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
    private void Apply<TNext>(ReadOnlySpan<Timed<T>> rows, ref TNext next) where TNext : struct, IOperator<T>
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
                if (TRecord.HasText) next.Flush();
                _heap.Replace<T, TRecord>(ref state, in reduced);
            }
            next.Collect(in state, rows[i].Time);
        }
    }
}
