using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace;

/// <summary>Rows written to a channel. Made by <see cref="Rows.To{T, TValue}(System.Threading.Channels.ChannelWriter{TValue}, Func{T, TValue})"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
[Connector(typeof(ChannelSinkOperator<,>))]
public sealed class ChannelSink<T> : Sink<T>
{
    private readonly RunClaim _claim;

    internal ChannelSink(RowTarget<T> target, RunClaim claim)
    {
        Target = target;
        _claim = claim;
    }

    internal RowTarget<T> Target { get; }

    /// <inheritdoc/>
    public override string Describe() => "channel";

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
        _claim.End(new ConnectorException("The job that writes to this channel failed or was cancelled; rows are missing."));
        return default;
    }

    /// <inheritdoc/>
    public override void EndChain<TRow, TRecord>(OpenChain<TRow> chain) => chain.EndWith(new ChannelSinkOperator<TRow, TRecord>((ChannelSink<TRow>)(object)this));
}
