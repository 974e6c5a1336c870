using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace;

/// <summary>Calls back with each row. Made by <see cref="Rows.To{T, TValue}(Action{TValue}, Func{T, TValue})"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
[Connector(typeof(CallbackSinkOperator<,>))]
public sealed class CallbackSink<T> : Sink<T>
{
    internal CallbackSink(RowTarget<T> target) => Target = target;

    internal RowTarget<T> Target { get; }

    /// <inheritdoc/>
    public override string Describe() => "callback";

    internal override bool IsStateless => true;

    /// <inheritdoc/>
    public override void EndChain<TRow, TRecord>(OpenChain<TRow> chain) => chain.EndWith(new CallbackSinkOperator<TRow, TRecord>((CallbackSink<TRow>)(object)this));
}
