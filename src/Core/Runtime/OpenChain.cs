using Millrace.Records;

namespace Millrace.Runtime;

/// <summary>
/// A job's graph but for one sink, which is only known when the job is built: the sink ends its chain with an operator of its own, and the graph is closed
/// over that operator's type. Derived by generated code; used once.
/// </summary>
/// <typeparam name="T">The rows that the sink takes.</typeparam>
public abstract class OpenChain<T> where T : unmanaged
{
    private JobGraph? _graph;

    /// <summary>The graph, with the operator of <paramref name="sink"/> at the end of its chain.</summary>
    /// <typeparam name="TRecord">Codec of the rows.</typeparam>
    /// <param name="sink">The sink; null is an error that names <paramref name="place"/>.</param>
    /// <param name="place">Where the job has it from, such as <c>FlightDelays.Output</c>.</param>
    /// <exception cref="JobConfigurationException">There is no sink, or it cannot take such rows.</exception>
    public JobGraph Build<TRecord>(Sink<T>? sink, string place) where TRecord : struct, ICsvRecord<T>, IJsonRecord<T>
    {
        if (sink is null) throw Missing.Sink(place);
        if (sink.NeedsLayout) Missing.CheckLayout<T, TRecord>(place, sink.Describe());
        sink.EndChain<T, TRecord>(this);
        return _graph ?? throw new InvalidOperationException($"{TypeName.Of(sink.GetType())}.EndChain has not called EndWith, so the chain has no end.");
    }

    /// <summary>Ends the chain.</summary>
    /// <param name="end">Takes the rows. Copied for each subtask before <see cref="IChain.Open"/>.</param>
    /// <exception cref="InvalidOperationException">The chain has an end.</exception>
    public void EndWith<TOperator>(TOperator end) where TOperator : struct, IOperator<T>
    {
        if (_graph is not null) throw new InvalidOperationException("The chain has an end; call EndWith once.");
        _graph = Close(end);
    }

    /// <summary>The graph with <paramref name="end"/> in its place.</summary>
    protected abstract JobGraph Close<TOperator>(TOperator end) where TOperator : struct, IOperator<T>;
}
