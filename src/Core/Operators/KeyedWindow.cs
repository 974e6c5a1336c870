using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Aggregates the rows of each key and window; a window's results follow when the watermark passes its end. Rows later than
/// that are counted as late.
/// </summary>
/// <remarks>Stands after another operator, or as head of a vertex behind an exchange, where it takes rows and partial accumulators.</remarks>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TFn">The user's functions.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
public struct KeyedWindow<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TNext> : IKeyedOperator<TIn>, IHead
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
    where TNext : struct, IOperator<TOut>
{
    private KeyedWindowWithLate<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, TNext, CountLate<TIn>> _window;

    /// <summary>A window operator in front of <paramref name="next"/>.</summary>
    /// <param name="functions">The user's functions.</param>
    /// <param name="window">The windows.</param>
    /// <param name="name">Name of the operator, for errors.</param>
    /// <param name="next">The next operator.</param>
    public KeyedWindow(TFn functions, WindowSpec window, string name, TNext next) => _window = new(functions, window, name, next, default);

    /// <inheritdoc/>
    public readonly bool HasRoom => _window.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _window.Open(context);

    /// <inheritdoc/>
    public int Process(in RowBatch batch, int from, int to) => _window.Process(in batch, from, to);

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<Timed<TIn>> rows) => _window.Process(rows);

    /// <inheritdoc/>
    public void Flush() => _window.Flush();

    /// <inheritdoc/>
    public bool Watermark(long watermark) => _window.Watermark(watermark);

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _window.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish() => _window.Finish();

    /// <inheritdoc/>
    public bool Resume() => _window.Resume();

    /// <inheritdoc/>
    public void Save(SnapshotWriter to) => _window.Save(to);

    /// <inheritdoc/>
    public void Load(SnapshotReader from) => _window.Load(from);

    /// <inheritdoc/>
    public void Close() => _window.Close();
}
