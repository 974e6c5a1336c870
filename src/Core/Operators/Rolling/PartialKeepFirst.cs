using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// End of a chain before a hash exchange to a <see cref="KeepFirst"/>: drops rows whose key has gone out lately, and hands the others to
/// the subtask that their key belongs to. Hands over all rows where few can be dropped.
/// </summary>
/// <remarks>
/// It remembers a limited number of keys and then forgets them all. A row that it drops follows one of the same key on the same way,
/// so the operator behind the exchange would have dropped it.
/// </remarks>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TRecord">How to move rows.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TSelector">The key of a row.</typeparam>
/// <param name="selector">The key of a row.</param>
/// <param name="name">Name of the operator.</param>
/// <param name="output">Output of the subtask, from 0.</param>
public struct PartialKeepFirst<T, TRecord, TKey, TKeyRecord, TSelector>(TSelector selector, string name, int output) : IKeyedOperator<T>
    where T : unmanaged
    where TRecord : struct, IRecord<T>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TSelector : struct, IKeySelector<T, TKey>
{
    // What stays in the second-level cache; more keys than that rarely come again soon.
    private const int MaxTableBytes = 512 * 1024;
    private const int LeastKeys = 64;

    private readonly string _name = name;
    private TSelector _selector = selector;
    private ExchangeOutput _output = null!;
    private KeyedTable<TKey, TKeyRecord, long> _sent = null!;
    private StateHeap _heap = null!;
    private ReductionMeter _meter = null!;
    private bool _isBatch;
    private long _mostKeys;
    private long _mostTextBytes;

    /// <inheritdoc/>
    public readonly bool HasRoom => _output.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _output = context.Output(output);
        _isBatch = context.IsBatch;
        _heap = new StateHeap(context.State);
        _sent = new(context.State, _heap, ~Salt.Of(_name, context.Index));
        _meter = new(canMerge: true);
        // A small share of the account, which all subtasks draw on.
        _mostTextBytes = Math.Min(MaxTableBytes, context.State.LimitBytes / (16 * context.Parallelism));
        // A page that has just split is little more than a third full.
        _mostKeys = Math.Max(LeastKeys, _mostTextBytes / (3 * (Unsafe.SizeOf<TKey>() + sizeof(long))));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Process(ReadOnlySpan<Timed<T>> rows)
    {
        // One pass: the table stays in the cache.
        int taken = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            TKey key = _selector.Key(in row.Row);
            ulong hash = TKeyRecord.Hash(in key);
            if (_meter.Aggregates())
            {
                taken++;
                ref long sent = ref _sent.GetOrAdd(in key, hash, out bool added);
                // In batch mode the first row is the one of the earliest time.
                if (!added && !(_isBatch && row.Time < sent)) continue;
                sent = row.Time;
                if (_sent.Count >= _mostKeys || _heap.RentedBytes > _mostTextBytes)
                {
                    _meter.RowsIn += taken;
                    taken = 0;
                    Forget();
                }
            }
            _output.AppendTimed<T, TRecord>(KeyGroups.SubtaskOf(hash, _output.Subtasks), in row.Row, row.Time);
        }
        _meter.RowsIn += taken;
    }

    /// <inheritdoc/>
    public readonly void Flush() { }

    /// <inheritdoc/>
    public readonly bool Watermark(long watermark)
    {
        _output.BroadcastWatermark(watermark);
        return true;
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
    public readonly bool Resume() => true;

    /// <summary>Writes nothing: what has been sent before is sent again once, and passed over behind the exchange.</summary>
    public void Save(SnapshotWriter to) { }

    /// <inheritdoc/>
    public void Load(SnapshotReader from) { }

    /// <inheritdoc/>
    public readonly void Close()
    {
        _sent?.Dispose();
        _heap?.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Forget()
    {
        _meter.Note(_sent.Count);
        // Empties the table and keeps its pages.
        var cursor = default(TableCursor);
        while (_sent.Drain(ref cursor)) { }
        _heap.Clear();
    }
}
