using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace;

/// <summary>Calls back with each row. Made by <see cref="Rows.To{T}(Action{T})"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
[Connector(typeof(CallbackSinkOperator<>))]
public sealed class CallbackSink<T> : Sink<T>
{
    private readonly Action<T> _receive;
    private readonly Lock _gate = new();

    internal CallbackSink(Action<T> receive) => _receive = receive;

    internal void Receive(in T row)
    {
        // Subtasks take turns, so that the user's code need not be thread-safe.
        lock (_gate) _receive(row);
    }

    /// <inheritdoc/>
    public override string Describe() => "callback";

    /// <inheritdoc/>
    public override bool NeedsLayout => false;

    internal override bool IsStateless => true;

    /// <inheritdoc/>
    public override void EndChain<TRow, TRecord>(OpenChain<TRow> chain) => chain.EndWith(new CallbackSinkOperator<TRow>((CallbackSink<TRow>)(object)this));
}
