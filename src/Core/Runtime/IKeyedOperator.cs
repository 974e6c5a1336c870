namespace Millrace.Runtime;

/// <summary>
/// An operator that looks state up by key: it takes rows in batches, first to find out where their state lies and then to use it,
/// so that the cache misses of different keys overlap.
/// </summary>
/// <typeparam name="TIn">The row.</typeparam>
public interface IKeyedOperator<TIn> : IChain where TIn : unmanaged
{
    /// <summary>Takes rows, all of them. They and their long text are only valid until the next <see cref="IChain.Flush"/>.</summary>
    void Process(ReadOnlySpan<Timed<TIn>> rows);
}
