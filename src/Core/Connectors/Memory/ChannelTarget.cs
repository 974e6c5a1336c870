using System.Threading.Channels;
using Millrace.Runtime;

namespace Millrace.Connectors;

/// <summary>The channel of a sink, whatever the type of its values.</summary>
internal abstract class ChannelTarget<T>
{
    /// <summary>A subtask's way into the channel.</summary>
    public abstract ChannelOutput<T> Attach(SubtaskContext context);

    /// <summary>Completes the channel, with an error if the job failed.</summary>
    public abstract void Complete(Exception? error);
}

/// <summary>A channel of <typeparamref name="TValue"/>.</summary>
internal sealed class ChannelTarget<T, TValue>(ChannelWriter<TValue> channel, Func<T, TValue> managed) : ChannelTarget<T>
{
    public override ChannelOutput<T> Attach(SubtaskContext context) => new ChannelOutput<T, TValue>(channel, managed, context);

    public override void Complete(Exception? error) => channel.TryComplete(error);
}
