using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace;

/// <summary>Rows handed to an <see cref="IAsyncEnumerable{T}"/>. Made by <see cref="Rows.To{T, TValue}(RowStream{TValue}, Func{T, TValue})"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
[Connector(typeof(StreamSinkOperator<,>))]
public sealed class StreamSink<T> : Sink<T>
{
    internal StreamSink(RowTarget<T> target) => Target = target;

    internal RowTarget<T> Target { get; }

    /// <inheritdoc/>
    public override string Describe() => "async stream";

    /// <inheritdoc/>
    public override ValueTask OpenAsync(CancellationToken cancellation)
    {
        Target.Begin();
        return default;
    }

    /// <inheritdoc/>
    public override ValueTask CommitAsync(CancellationToken cancellation)
    {
        Target.Complete(null);
        return default;
    }

    /// <inheritdoc/>
    public override ValueTask AbortAsync()
    {
        Target.Complete(new ConnectorException("The job that writes to this stream failed or was cancelled; rows are missing."));
        return default;
    }

    /// <inheritdoc/>
    public override void EndChain<TRow, TRecord>(OpenChain<TRow> chain) => chain.EndWith(new StreamSinkOperator<TRow, TRecord>((StreamSink<TRow>)(object)this));
}
