namespace Millrace.Testing;

/// <summary>A test of a function over rows without key; see <see cref="OperatorTest"/>.</summary>
/// <typeparam name="TIn">The rows it takes.</typeparam>
/// <typeparam name="TOut">The rows it makes.</typeparam>
public sealed class RowOperatorTest<TIn, TOut> : OperatorTest<TOut> where TIn : unmanaged
{
    private readonly TestInput<TIn> _input;

    internal RowOperatorTest(TestedOperator<TOut> tested, Timestamp? start) : base(tested, start) => _input = new(Process, ((ITakes<TIn>)tested).Process);

    /// <summary>Processes a row of a stream without event time.</summary>
    public void Process(in TIn row) => _input.Give(in row, Timestamp.MinValue);

    /// <summary>Processes a row of a stream.</summary>
    /// <param name="row">The row.</param>
    /// <param name="time">Its event time. At or before the watermark, the row is late: it is processed all the same.</param>
    public void Process(in TIn row, Timestamp time) => _input.Give(in row, time);

    /// <summary>Processes rows of a stream together, as they come in a busy job: what they make is handed on, and memory given back, behind the last.</summary>
    public void Process(params ReadOnlySpan<(TIn Row, Timestamp Time)> rows) => _input.Give(rows);
}
