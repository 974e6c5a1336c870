using Millrace.Runtime;

namespace Millrace.Connectors;

/// <summary>A row stream.</summary>
internal sealed class StreamTarget<T, TValue>(RowStream<TValue> stream, Func<T, TValue> managed) : RowTarget<T>
{
    public override string Name => "stream";

    public override bool LetsTextOut(bool hasText) => Lets<TValue>(hasText);

    public override RowOutput<T> Attach(SubtaskContext context) => new StreamOutput<T, TValue>(stream, managed, context.Wake);
}
