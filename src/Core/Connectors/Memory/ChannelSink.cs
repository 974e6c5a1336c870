using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace;

/// <summary>Rows written to a channel. Made by <see cref="Rows.To{T, TValue}(System.Threading.Channels.ChannelWriter{TValue}, Func{T, TValue})"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
[Connector(typeof(ChannelSinkOperator<,>))]
public sealed class ChannelSink<T> : Sink<T>
{
    internal ChannelSink(RowTarget<T> target) => Target = target;

    internal RowTarget<T> Target { get; }

    /// <inheritdoc/>
    public override string Describe() => "channel";

    /// <inheritdoc/>
    public override ValueTask CommitAsync(CancellationToken cancellation)
    {
        Target.Complete(null);
        return default;
    }

    /// <inheritdoc/>
    public override ValueTask AbortAsync()
    {
        Target.Complete(new ConnectorException("The job that writes to this channel failed or was cancelled; rows are missing."));
        return default;
    }

    /// <inheritdoc/>
    public override void EndChain<TRow, TRecord>(OpenChain<TRow> chain) => chain.EndWith(new ChannelSinkOperator<TRow, TRecord>((ChannelSink<TRow>)(object)this));
}
