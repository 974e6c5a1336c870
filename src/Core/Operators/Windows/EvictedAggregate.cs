using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Aggregates the rows that an evictor leaves of a window, each time it fires.</summary>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TFn">The user's functions.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <param name="functions">The user's functions.</param>
/// <param name="next">The next operator.</param>
public struct EvictedAggregate<TIn, TKey, TAcc, TFn, TOut, TNext>(TFn functions, TNext next) : IOperator<EvictedRows<TIn, TKey>>
    where TIn : unmanaged
    where TKey : unmanaged
    where TAcc : unmanaged
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
    where TNext : struct, IOperator<TOut>
{
    // What results behind may point at, before it is taken back.
    private const int MostBytes = 64 * 1024;

    private TFn _functions = functions;
    private TNext _next = next;
    private StateHeap _heap = null!;

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _heap = new(context.State);
        _next.Open(context);
    }

    /// <inheritdoc/>
    public void Collect(in EvictedRows<TIn, TKey> row, long time)
    {
        TAcc acc = default;
        bool isFirst = true;
        var rows = row.GetEnumerator();
        while (rows.MoveNext())
        {
            if (isFirst) _functions.Create(ref acc, in rows.Current, rows.Time, _heap);
            else _functions.Add(ref acc, in rows.Current, rows.Time, _heap);
            isFirst = false;
        }
        TOut made = _functions.Result(row.Key, row.Window, in acc);
        _next.Collect(in made, time);
        if (_heap.AllocatedBytes > MostBytes) Flush();
    }

    /// <inheritdoc/>
    public void Flush()
    {
        _next.Flush();
        _heap.Clear();
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark) => _next.Watermark(watermark);

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish() => _next.Finish();

    /// <inheritdoc/>
    public bool Resume() => _next.Resume();

    /// <inheritdoc/>
    public void Save(SnapshotWriter to) => _next.Save(to);

    /// <inheritdoc/>
    public void Load(SnapshotReader from) => _next.Load(from);

    /// <inheritdoc/>
    public void Close()
    {
        _heap?.Dispose();
        _next.Close();
    }
}
