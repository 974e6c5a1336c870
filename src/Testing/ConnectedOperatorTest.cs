namespace Millrace.Testing;

/// <summary>A test of a function over two keyed streams; see <see cref="OperatorTest"/>.</summary>
/// <typeparam name="TLeft">Rows of the left stream.</typeparam>
/// <typeparam name="TRight">Rows of the right stream.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TOut">The rows it makes.</typeparam>
public sealed class ConnectedOperatorTest<TLeft, TRight, TKey, TOut> : OperatorTest<TOut> where TLeft : unmanaged where TRight : unmanaged where TKey : unmanaged
{
    private readonly TestInput<TLeft> _left;
    private readonly TestInput<TRight> _right;

    internal ConnectedOperatorTest(TestedOperator<TOut> tested, Timestamp? start) : base(tested, start)
    {
        _left = new(Process, ((ITakes<TLeft>)tested).Process);
        _right = new(Process, ((ITakesRight<TRight>)tested).ProcessRight);
    }

    /// <summary>Processes a row of the left stream without event time.</summary>
    public void ProcessLeft(in TLeft row) => _left.Give(in row, Timestamp.MinValue);

    /// <summary>Processes a row of the left stream.</summary>
    /// <param name="row">The row.</param>
    /// <param name="time">Its event time. At or before the watermark, the row is late: it is processed all the same.</param>
    public void ProcessLeft(in TLeft row, Timestamp time) => _left.Give(in row, time);

    /// <summary>Processes rows of the left stream together, as they come in a busy job: what they make is handed on, and memory given back, behind the last.</summary>
    public void ProcessLeft(params ReadOnlySpan<(TLeft Row, Timestamp Time)> rows) => _left.Give(rows);

    /// <summary>Processes a row of the right stream without event time.</summary>
    public void ProcessRight(in TRight row) => _right.Give(in row, Timestamp.MinValue);

    /// <summary>Processes a row of the right stream.</summary>
    /// <param name="row">The row.</param>
    /// <param name="time">Its event time. At or before the watermark, the row is late: it is processed all the same.</param>
    public void ProcessRight(in TRight row, Timestamp time) => _right.Give(in row, time);

    /// <summary>Processes rows of the right stream together, as they come in a busy job: what they make is handed on, and memory given back, behind the last.</summary>
    public void ProcessRight(params ReadOnlySpan<(TRight Row, Timestamp Time)> rows) => _right.Give(rows);

    /// <summary>
    /// Looks at the state of a key through the function itself, as during a call: <c>test.Read("ada", (Visits visits) => visits.Clicks)</c>, where
    /// <c>Clicks</c> is a property of the function. Reading renews what a read renews, and nothing else changes.
    /// </summary>
    /// <param name="key">The key; one of which nothing is kept has empty state.</param>
    /// <param name="read">What to read; the type of its argument must be written.</param>
    public T Read<TFunction, T>(TKey key, Func<TFunction, T> read) where TFunction : struct, IConnectedFunction<TLeft, TRight, TKey, TOut>
    {
        ArgumentNullException.ThrowIfNull(read);
        return ((IKeyedState<TKey>)Tested).Read(key, read);
    }

    /// <summary>True if a key belongs to the subtask that the function runs as; all do until it was restored as one of several.</summary>
    public bool Owns(TKey key) => ((IKeyedState<TKey>)Tested).SubtaskOf(key, Parallelism) == Subtask;
}
