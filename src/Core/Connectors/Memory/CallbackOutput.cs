namespace Millrace.Connectors;

/// <summary>One subtask's way to a callback.</summary>
internal sealed class CallbackOutput<T, TValue>(CallbackTarget<T, TValue> target) : RowOutput<T>
{
    public override bool HasRoom => true;

    public override void Collect(in T row) => target.Receive(in row);

    public override bool TryDrain() => true;
}
