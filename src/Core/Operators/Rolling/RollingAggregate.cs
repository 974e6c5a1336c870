using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Aggregates the rows of each key without end; every row is answered with the result so far. In batch mode there is one result per key, at
/// the end.
/// </summary>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TFn">The user's functions; their results see a window of no length.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <param name="functions">The user's functions.</param>
/// <param name="name">Name of the operator.</param>
public struct RollingAggregate<TIn, TKey, TKeyRecord, TAcc, TFn, TOut>(TFn functions, string name) : IRolling<TIn, TOut>
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
{
    // Results sent between two looks at the budget.
    private const int Units = 64;

    private readonly string _name = name;
    private TFn _functions = functions;
    private KeyedTable<TKey, TKeyRecord, TAcc> _state = null!;
    // In batch mode, in place of the other.
    private KeyedTable<TKey, TKeyRecord, Final<TAcc>>? _final;
    private TableCursor _cursor;
    private SubtaskContext _context = null!;
    private StateHeap _heap = null!;
    private KeyBatch<TIn, TKey, TKeyRecord> _batch = new();

    /// <inheritdoc/>
    public readonly string Part => $"aggregate {_name}";

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _heap = new StateHeap(context.State);
        _context = context;
        if (context.IsBatch) _final = new(context.State, _heap, Salt.Of(_name, context.Index));
        else _state = new(context.State, _heap, Salt.Of(_name, context.Index));
    }

    /// <inheritdoc/>
    public void Process<TNext>(ReadOnlySpan<Timed<TIn>> rows, ref TNext next) where TNext : struct, IOperator<TOut>
    {
        while (KeyBatch<TIn, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            if (_final is not null)
            {
                _batch.Prepare(batch, ref _functions, _final);
                Keep(_final, batch);
                continue;
            }
            _batch.Prepare(batch, ref _functions, _state);
            Apply(batch, ref next);
        }
    }

    /// <inheritdoc/>
    public bool End<TNext>(ref TNext next) where TNext : struct, IOperator<TOut>
    {
        if (_final is null) return true;
        while (next.HasRoom && _context.Budget.Spend(Units))
        {
            for (int i = 0; i < Units && next.HasRoom; i++)
            {
                if (!_final.MoveNext(ref _cursor)) return true;
                ref var state = ref _final.ValueAt(_cursor);
                TOut result = _functions.Result(in _final.KeyAt(_cursor), default, in state.Value);
                next.Collect(in result, state.Time);
            }
        }
        return false;
    }

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to) => AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Save(_state, to);

    /// <inheritdoc/>
    public void Load(SnapshotReader from) => AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Load(_state, _heap, ref _functions, from);

    /// <inheritdoc/>
    public readonly void Close()
    {
        _state?.Dispose();
        _final?.Dispose();
        _heap?.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Keep(KeyedTable<TKey, TKeyRecord, Final<TAcc>> table, ReadOnlySpan<Timed<TIn>> rows)
    {
        var hashes = _batch.Hashes;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            TKey key = _functions.Key(in row.Row);
            ref var state = ref table.GetOrAdd(in key, hashes[i], out bool added);
            state.Time = row.Time;
            if (added) _functions.Create(ref state.Value, in row.Row, row.Time, _heap);
            else _functions.Add(ref state.Value, in row.Row, row.Time, _heap);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Apply<TNext>(ReadOnlySpan<Timed<TIn>> rows, ref TNext next) where TNext : struct, IOperator<TOut>
    {
        var hashes = _batch.Hashes;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            TKey key = _functions.Key(in row.Row);
            ref TAcc acc = ref _state.GetOrAdd(in key, hashes[i], out bool added);
            // Operators behind may still hold a result with text that the accumulator is about to free.
            if (TAcc.HasText && !added) next.Flush();
            if (added) _functions.Create(ref acc, in row.Row, row.Time, _heap);
            else _functions.Add(ref acc, in row.Row, row.Time, _heap);
            TOut result = _functions.Result(in key, default, in acc);
            next.Collect(in result, row.Time);
        }
    }
}
