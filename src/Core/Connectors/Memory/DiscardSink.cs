using Millrace.Connectors;

namespace Millrace;

/// <summary>Counts rows and forgets them. Made by <see cref="Rows.Discard{T}"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
[Connector(typeof(DiscardSinkOperator<>))]
public sealed class DiscardSink<T> : Sink<T>
{
    internal DiscardSink() { }

    /// <inheritdoc/>
    public override string Describe() => "discard";
}
