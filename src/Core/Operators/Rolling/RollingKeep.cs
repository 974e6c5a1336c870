using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Lets some rows of each key pass, as they are, and drops the others. In batch mode, of a rule by which later rows take the place of
/// earlier ones, only the last row of each key passes, at the end.
/// </summary>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TRecord">How to keep rows.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TSelector">The key of a row.</typeparam>
/// <typeparam name="TState">What the rule keeps per key.</typeparam>
/// <typeparam name="TRule">Which rows pass.</typeparam>
/// <param name="selector">The key of a row.</param>
/// <param name="name">Name of the operator.</param>
public struct RollingKeep<T, TRecord, TKey, TKeyRecord, TSelector, TState, TRule>(TSelector selector, string name) : IRolling<T, T>
    where T : unmanaged
    where TRecord : struct, IRecord<T>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TSelector : struct, IKeySelector<T, TKey>
    where TState : unmanaged
    where TRule : struct, IKeepRule<TState>
{
    private readonly string _name = name;
    private TSelector _selector = selector;
    private KeyedTable<TKey, TKeyRecord, TState> _state = null!;
    // In batch mode, in place of the other.
    private FinalRows<TKey, TKeyRecord, T>? _final;
    private StateHeap _heap = null!;
    private KeyBatch<T, TKey, TKeyRecord> _batch = new();

    /// <inheritdoc/>
    public readonly string Part => $"keep {_name}";

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _heap = new StateHeap(context.State);
        if (context.IsBatch && TRule.Replaces) _final = new(context, _heap, _name);
        else _state = new(context.State, _heap, Salt.Of(_name, context.Index));
    }

    /// <inheritdoc/>
    public void Process<TNext>(ReadOnlySpan<Timed<T>> rows, ref TNext next) where TNext : struct, IOperator<T>
    {
        while (KeyBatch<T, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            if (_final is { } final)
            {
                _batch.Prepare(batch, ref _selector, final.Table);
                Keep(final.Table, batch);
                continue;
            }
            _batch.Prepare(batch, ref _selector, _state);
            Apply(batch, ref next);
        }
    }

    /// <inheritdoc/>
    public readonly bool End<TNext>(ref TNext next) where TNext : struct, IOperator<T> => _final?.Emit(ref next) ?? true;

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to) => TableSnapshot.Save(_state, to);

    /// <inheritdoc/>
    public void Load(SnapshotReader from) => TableSnapshot.Load(_state, from);

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
            TKey key = _selector.Key(in row);
            ref var state = ref table.GetOrAdd(in key, hashes[i], out bool added);
            // Rows come in order of time.
            state.Time = rows[i].Time;
            if (added) state.Value = _heap.Keep<T, TRecord>(in row);
            else _heap.Replace<T, TRecord>(ref state.Value, in row);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Apply<TNext>(ReadOnlySpan<Timed<T>> rows, ref TNext next) where TNext : struct, IOperator<T>
    {
        var hashes = _batch.Hashes;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            TKey key = _selector.Key(in row.Row);
            ref TState state = ref _state.GetOrAdd(in key, hashes[i], out bool added);
            if (TRule.Keeps(ref state, added, row.Time)) next.Collect(in row.Row, row.Time);
        }
    }
}
