using System.Threading.Channels;
using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace;

/// <summary>Rows written to a channel. Made by <see cref="Rows.To{T, TValue}"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
[Connector(typeof(ChannelSinkOperator<,>))]
public abstract class ChannelSink<T> : Sink<T>
{
    private protected ChannelSink() { }

    /// <summary>True if rows with text would dangle in the channel.</summary>
    internal bool NeedsNoText { get; init; }

    internal abstract ChannelOutput<T> Attach(SubtaskContext context);

    /// <inheritdoc/>
    public override string Describe() => "channel";
}

/// <summary>A channel of <typeparamref name="TValue"/>.</summary>
internal sealed class ChannelSink<T, TValue>(ChannelWriter<TValue> channel, Func<T, TValue> managed) : ChannelSink<T>
{
    internal override ChannelOutput<T> Attach(SubtaskContext context) => new ChannelOutput<T, TValue>(channel, managed, context);

    public override ValueTask CommitAsync(CancellationToken cancellation)
    {
        channel.TryComplete();
        return default;
    }

    public override ValueTask AbortAsync()
    {
        channel.TryComplete(new ConnectorException("The job that writes to this channel failed or was cancelled; rows are missing."));
        return default;
    }
}
