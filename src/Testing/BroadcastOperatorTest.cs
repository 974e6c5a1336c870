namespace Millrace.Testing;

/// <summary>A test of a function over a keyed and a broadcast stream; see <see cref="OperatorTest"/>.</summary>
/// <typeparam name="TIn">The rows it takes.</typeparam>
/// <typeparam name="TBroadcast">Rows of the broadcast stream.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TOut">The rows it makes.</typeparam>
public sealed class BroadcastOperatorTest<TIn, TBroadcast, TKey, TOut> : OperatorTest<TOut> where TIn : unmanaged where TBroadcast : unmanaged where TKey : unmanaged
{
    private readonly TestInput<TIn> _left;
    private readonly TestInput<TBroadcast> _right;

    internal BroadcastOperatorTest(TestedOperator<TOut> tested, Timestamp? start) : base(tested, start)
    {
        _left = new(Process, ((ITakes<TIn>)tested).Process);
        _right = new(Process, ((ITakesRight<TBroadcast>)tested).ProcessRight);
    }

    /// <summary>Processes a row of the keyed stream without event time.</summary>
    public void Process(in TIn row) => _left.Give(in row, Timestamp.MinValue);

    /// <summary>Processes a row of the keyed stream.</summary>
    /// <param name="row">The row.</param>
    /// <param name="time">Its event time. At or before the watermark, the row is late: it is processed all the same.</param>
    public void Process(in TIn row, Timestamp time) => _left.Give(in row, time);

    /// <summary>Processes rows of the keyed stream together, as they come in a busy job: what they make is handed on, and memory given back, behind the last.</summary>
    public void Process(params ReadOnlySpan<(TIn Row, Timestamp Time)> rows) => _left.Give(rows);

    /// <summary>Processes a row of the broadcast stream without event time.</summary>
    public void ProcessBroadcast(in TBroadcast row) => _right.Give(in row, Timestamp.MinValue);

    /// <summary>Processes a row of the broadcast stream.</summary>
    /// <param name="row">The row.</param>
    /// <param name="time">Its event time. At or before the watermark, the row is late: it is processed all the same.</param>
    public void ProcessBroadcast(in TBroadcast row, Timestamp time) => _right.Give(in row, time);

    /// <summary>Processes rows of the broadcast stream together, as they come in a busy job: what they make is handed on, and memory given back, behind the last.</summary>
    public void ProcessBroadcast(params ReadOnlySpan<(TBroadcast Row, Timestamp Time)> rows) => _right.Give(rows);

    /// <summary>
    /// Looks at the state of a key through the function itself, as during a call: <c>test.Read("ada", (Visits visits) => visits.Clicks)</c>, where
    /// <c>Clicks</c> is a property of the function. Reading renews what a read renews, and nothing else changes.
    /// </summary>
    /// <param name="key">The key; one of which nothing is kept has empty state.</param>
    /// <param name="read">What to read; the type of its argument must be written.</param>
    public T Read<TFunction, T>(TKey key, Func<TFunction, T> read) where TFunction : struct, IBroadcastFunction<TIn, TBroadcast, TKey, TOut>
    {
        ArgumentNullException.ThrowIfNull(read);
        return ((IKeyedState<TKey>)Tested).Read(key, read);
    }

    /// <summary>True if a key belongs to the subtask that the function runs as; all do until it was restored as one of several.</summary>
    public bool Owns(TKey key) => ((IKeyedState<TKey>)Tested).SubtaskOf(key, Parallelism) == Subtask;
}
