using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace;

/// <summary>Rows handed to an <see cref="IAsyncEnumerable{T}"/>. Made by <see cref="Rows.To{T, TValue}(RowStream{TValue}, Func{T, TValue})"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
[Connector(typeof(StreamSinkOperator<,>))]
public sealed class StreamSink<T> : Sink<T>
{
    private readonly RunClaim _claim;

    internal StreamSink(RowTarget<T> target, RunClaim claim)
    {
        Target = target;
        _claim = claim;
    }

    internal RowTarget<T> Target { get; }

    /// <inheritdoc/>
    public override string Describe() => "async stream";

    internal override void Begin(object run) => _claim.Begin(run);

    /// <inheritdoc/>
    public override ValueTask CommitAsync(CancellationToken cancellation)
    {
        _claim.End(null);
        return default;
    }

    /// <inheritdoc/>
    public override ValueTask AbortAsync()
    {
        _claim.End(new ConnectorException("The job that writes to this stream failed or was cancelled; rows are missing."));
        return default;
    }

    /// <inheritdoc/>
    public override void EndChain<TRow, TRecord>(OpenChain<TRow> chain) => chain.EndWith(new StreamSinkOperator<TRow, TRecord>((StreamSink<TRow>)(object)this));
}
