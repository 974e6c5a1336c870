using Millrace.Runtime;

namespace Millrace.Connectors;

/// <summary>A callback that takes values.</summary>
internal sealed class CallbackTarget<T, TValue>(Action<TValue> receive, Func<T, TValue> managed) : RowTarget<T>
{
    private readonly Lock _gate = new();

    public override string Name => "callback";

    public override bool LetsTextOut(bool hasText) => Lets<TValue>(hasText);

    public override RowOutput<T> Attach(SubtaskContext context) => new CallbackOutput<T, TValue>(this);

    public void Receive(in T row)
    {
        // Subtasks take turns, so that the user's code need not be thread-safe.
        lock (_gate) receive(managed(row));
    }
}
