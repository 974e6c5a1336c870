using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Ranks the rows of each key without end: a row that is among the first so far passes on with its rank. In batch mode the ranking of each key
/// comes once, at the end.
/// </summary>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TFn">The user's functions; the result is the row that entered, with its rank.</typeparam>
/// <typeparam name="TOut">A row with its rank.</typeparam>
/// <param name="functions">The user's functions.</param>
/// <param name="name">Name of the operator.</param>
public struct RollingTop<TIn, TKey, TKeyRecord, TAcc, TFn, TOut>(TFn functions, string name) : IRolling<TIn, TOut>
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>, IRankedAccumulator<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
{
    // Results sent between two looks at the budget.
    private const int Units = 64;

    private readonly string _name = name;
    private TFn _functions = functions;
    private KeyedTable<TKey, TKeyRecord, Final<TAcc>> _state = null!;
    private SubtaskContext _context = null!;
    private StateHeap _heap = null!;
    private KeyBatch<TIn, TKey, TKeyRecord> _batch = new();
    // Operators behind may hold a row whose text the next one may free.
    private bool _isHeld;
    // Batch mode: the key whose ranking is sent, and how far.
    private TableCursor _cursor;
    private bool _isSending;
    private int _place;

    /// <inheritdoc/>
    public readonly string Part => $"top {_name}";

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _context = context;
        _heap = new StateHeap(context.State);
        _state = new(context.State, _heap, Salt.Of(_name, context.Index));
    }

    /// <inheritdoc/>
    public void Process<TNext>(ReadOnlySpan<Timed<TIn>> rows, ref TNext next) where TNext : struct, IOperator<TOut>
    {
        while (KeyBatch<TIn, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            _batch.Prepare(batch, ref _functions, _state);
            Apply(batch, ref next);
        }
    }

    /// <inheritdoc/>
    public bool End<TNext>(ref TNext next) where TNext : struct, IOperator<TOut>
    {
        if (!_context.IsBatch) return true;
        while (next.HasRoom && _context.Budget.Spend(Units))
        {
            for (int i = 0; i < Units && next.HasRoom; i++)
            {
                if (!_isSending && !_state.MoveNext(ref _cursor)) return true;
                ref var state = ref _state.ValueAt(_cursor);
                _isSending = TAcc.Choose(ref state.Value, _place);
                if (_isSending) next.Collect(_functions.Result(in _state.KeyAt(_cursor), default, in state.Value), state.Time);
                _place = _isSending ? _place + 1 : 0;
            }
        }
        return false;
    }

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to) => AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, Final<TAcc>, FinalEntry<TAcc>>.Save(_state, to);

    /// <inheritdoc/>
    public void Load(SnapshotReader from) => AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, Final<TAcc>, FinalEntry<TAcc>>.Load(_state, _heap, ref _functions, from);

    /// <inheritdoc/>
    public readonly void Close()
    {
        _state?.Dispose();
        _heap?.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Apply<TNext>(ReadOnlySpan<Timed<TIn>> rows, ref TNext next) where TNext : struct, IOperator<TOut>
    {
        var hashes = _batch.Hashes;
        bool isBatch = _context.IsBatch;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            if (_isHeld) Flush(ref next);
            TKey key = _functions.Key(in row.Row);
            ref var state = ref _state.GetOrAdd(in key, hashes[i], out bool added);
            state.Time = row.Time;
            if (added) _functions.Create(ref state.Value, in row.Row, row.Time, _heap);
            else _functions.Add(ref state.Value, in row.Row, row.Time, _heap);
            if (isBatch || !TAcc.HasEntered(in state.Value)) continue;
            TOut result = _functions.Result(in key, default, in state.Value);
            next.Collect(in result, row.Time);
            _isHeld = true;
        }
    }

    private void Flush<TNext>(ref TNext next) where TNext : struct, IOperator<TOut>
    {
        next.Flush();
        _isHeld = false;
    }
}
