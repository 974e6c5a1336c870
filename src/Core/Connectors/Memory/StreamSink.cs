using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace;

/// <summary>Rows handed to an <see cref="IAsyncEnumerable{T}"/>. Made by <see cref="Rows.To{T}(RowStream{T})"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
[Connector(typeof(StreamSinkOperator<,>))]
public sealed class StreamSink<T> : Sink<T> where T : unmanaged
{
    internal StreamSink(RowStream<T> stream) => Stream = stream;

    internal RowStream<T> Stream { get; }

    /// <inheritdoc/>
    public override string Describe() => "async stream";

    /// <inheritdoc/>
    public override ValueTask OpenAsync(CancellationToken cancellation)
    {
        if (Stream.HasEnded) throw new ConnectorException("The RowStream has carried the rows of another run, which has ended. Make one for each run.");
        return default;
    }

    /// <inheritdoc/>
    public override ValueTask CommitAsync(CancellationToken cancellation)
    {
        Stream.End(null);
        return default;
    }

    /// <inheritdoc/>
    public override ValueTask AbortAsync()
    {
        Stream.End(new ConnectorException("The job that writes to this stream failed or was cancelled; rows are missing."));
        return default;
    }

    /// <inheritdoc/>
    public override void EndChain<TRow, TRecord>(OpenChain<TRow> chain) => chain.EndWith(new StreamSinkOperator<TRow, TRecord>((StreamSink<TRow>)(object)this));
}
