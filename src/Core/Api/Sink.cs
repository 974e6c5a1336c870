using Millrace.Runtime;

namespace Millrace;

/// <summary>Describes where rows go. Made inside <c>Define</c>; one instance is shared by all subtasks of a run.</summary>
/// <typeparam name="T">The row type.</typeparam>
public abstract class Sink<T> : ISinkLifecycle
{
    /// <summary>Short text for plans, metrics and errors, such as <c>csv out.csv</c>.</summary>
    public abstract string Describe();

    /// <inheritdoc/>
    public virtual bool UsesStandardOutput => false;

    /// <inheritdoc/>
    public virtual ValueTask OpenAsync(CancellationToken cancellation) => default;

    /// <inheritdoc/>
    public virtual ValueTask CommitAsync(CancellationToken cancellation) => default;

    /// <inheritdoc/>
    public virtual ValueTask AbortAsync() => default;
}
