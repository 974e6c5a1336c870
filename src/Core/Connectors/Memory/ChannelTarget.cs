using System.Threading.Channels;
using Millrace.Runtime;

namespace Millrace.Connectors;

/// <summary>A channel of values.</summary>
internal sealed class ChannelTarget<T, TValue>(ChannelWriter<TValue> channel, Func<T, TValue> managed) : RowTarget<T>
{
    public override string Name => "channel";

    public override bool LetsTextOut(bool hasText) => Lets<TValue>(hasText);

    public override RowOutput<T> Attach(SubtaskContext context) => new ChannelOutput<T, TValue>(channel, managed, context.Wake);
}
