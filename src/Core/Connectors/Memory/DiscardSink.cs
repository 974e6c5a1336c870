using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace;

/// <summary>Counts rows and forgets them. Made by <see cref="Rows.Discard{T}"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
[Connector(typeof(DiscardSinkOperator<>))]
public sealed class DiscardSink<T> : Sink<T>
{
    internal DiscardSink() { }

    /// <inheritdoc/>
    public override string Describe() => "discard";

    /// <inheritdoc/>
    public override bool NeedsLayout => false;

    internal override bool IsStateless => true;

    /// <inheritdoc/>
    public override void EndChain<TRow, TRecord>(OpenChain<TRow> chain) => chain.EndWith(new DiscardSinkOperator<TRow>((DiscardSink<TRow>)(object)this));
}
