using Millrace.Records;
using Millrace.Runtime;

namespace Millrace;

/// <summary>
/// Describes where rows go: made inside <c>Define</c>, or by the program and given to the job as a property. One instance is shared by all
/// subtasks of a run, and serves one run at a time unless its connector says otherwise.
/// </summary>
/// <typeparam name="T">The row type.</typeparam>
public abstract class Sink<T> : ISinkLifecycle, ISinkClaim
{
    private int _claimed;

    /// <summary>Short text for plans, metrics and errors, such as <c>csv out.csv</c>.</summary>
    public abstract string Describe();

    /// <summary>
    /// True, which is the default, if it has to know the layout of its rows: then rows of a type that is neither a record, a tuple nor a plain value
    /// are refused before the job starts. False if it never calls <c>TRecord</c>.
    /// </summary>
    public virtual bool NeedsLayout => true;

    /// <summary>
    /// Ends a chain: calls <see cref="OpenChain{T}.EndWith"/> once, with the operator that takes the rows. Called while the job's graph is built; opens nothing.
    /// </summary>
    /// <typeparam name="TRow">The row type once more: it is <typeparamref name="T"/>, and known to be unmanaged.</typeparam>
    /// <typeparam name="TRecord">Its codec.</typeparam>
    /// <param name="chain">The chain in front of the sink.</param>
    public abstract void EndChain<TRow, TRecord>(OpenChain<TRow> chain)
        where TRow : unmanaged where TRecord : struct, ICsvRecord<TRow>, IJsonRecord<TRow>;

    /// <inheritdoc/>
    public virtual bool UsesStandardOutput => false;

    /// <summary>True if it keeps nothing of a run, so that several may use it at a time.</summary>
    internal virtual bool IsStateless => false;

    /// <inheritdoc/>
    public virtual ValueTask OpenAsync(CancellationToken cancellation) => default;

    /// <inheritdoc/>
    public virtual ValueTask CommitAsync(CancellationToken cancellation) => default;

    /// <inheritdoc/>
    public virtual ValueTask AbortAsync() => default;

    /// <summary>Takes what it writes to for a run. Throws <see cref="Connectors.ConnectorException"/> if that serves another.</summary>
    internal virtual void Begin(object run) { }

    void ISinkClaim.Claim(object run)
    {
        if (IsStateless) return;
        if (Interlocked.Exchange(ref _claimed, 1) != 0)
            throw new Connectors.ConnectorException($"The sink ({Describe()}) is in use by another run, and serves one at a time. Make one for each run.");
        try
        {
            Begin(run);
        }
        catch (Connectors.ConnectorException)
        {
            Volatile.Write(ref _claimed, 0);
            throw;
        }
    }

    void ISinkClaim.Release() => Volatile.Write(ref _claimed, 0);
}
