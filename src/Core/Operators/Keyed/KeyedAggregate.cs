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
/// <typeparam name="TNext">The next operator.</typeparam>
/// <param name="functions">The user's functions.</param>
/// <param name="name">Name of the operator.</param>
/// <param name="next">The next operator.</param>
public struct KeyedAggregate<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TNext>(TFn functions, string name, TNext next) : IKeyedOperator<TIn>
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
    where TNext : struct, IOperator<TOut>
{
    // Results sent between two looks at the budget.
    private const int Units = 64;

    private readonly string _name = name;
    private TFn _functions = functions;
    private TNext _next = next;
    private KeyedTable<TKey, TKeyRecord, TAcc> _state = null!;
    // In batch mode, in place of the other.
    private KeyedTable<TKey, TKeyRecord, Final<TAcc>>? _final;
    private TableCursor _cursor;
    private bool _isEmitting;
    private SubtaskContext _context = null!;
    private StateHeap _heap = null!;
    private KeyBatch<TIn, TKey, TKeyRecord> _batch = new();

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _heap = new StateHeap(context.State);
        _context = context;
        if (context.IsBatch) _final = new(context.State, _heap, Salt.Of(_name, context.Index));
        else _state = new(context.State, _heap, Salt.Of(_name, context.Index));
        _next.Open(context);
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<Timed<TIn>> rows)
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
            Apply(batch);
        }
    }

    /// <inheritdoc/>
    public void Flush() => _next.Flush();

    /// <inheritdoc/>
    public bool Watermark(long watermark)
    {
        _isEmitting = _final is not null && watermark == long.MaxValue;
        return Emit() && _next.Watermark(watermark);
    }

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish() => _next.Finish();

    /// <inheritdoc/>
    public bool Resume() => _next.Resume() && (!_isEmitting || (Emit() && _next.Watermark(long.MaxValue)));

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        to.Begin($"aggregate {_name}");
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Save(_state, to);
        _next.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin($"aggregate {_name}");
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TAcc, WholeEntry<TAcc>>.Load(_state, _heap, ref _functions, from);
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

    private bool Emit()
    {
        if (!_isEmitting) return true;
        while (_next.HasRoom && _context.Budget.Spend(Units))
        {
            for (int i = 0; i < Units && _next.HasRoom; i++)
            {
                if (!_final!.MoveNext(ref _cursor))
                {
                    _isEmitting = false;
                    return true;
                }
                ref var state = ref _final.ValueAt(_cursor);
                TOut result = _functions.Result(in _final.KeyAt(_cursor), default, in state.Value);
                _next.Collect(in result, state.Time);
            }
        }
        return false;
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
    private void Apply(ReadOnlySpan<Timed<TIn>> rows)
    {
        var hashes = _batch.Hashes;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            TKey key = _functions.Key(in row.Row);
            ref TAcc acc = ref _state.GetOrAdd(in key, hashes[i], out bool added);
            // Operators behind may still hold a result with text that the accumulator is about to free.
            if (TAcc.HasText && !added) _next.Flush();
            if (added) _functions.Create(ref acc, in row.Row, row.Time, _heap);
            else _functions.Add(ref acc, in row.Row, row.Time, _heap);
            TOut result = _functions.Result(in key, default, in acc);
            _next.Collect(in result, row.Time);
        }
    }
}
