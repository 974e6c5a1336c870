namespace Millrace.Runtime;

/// <summary>An operator that takes rows of type <typeparamref name="TIn"/> one call at a time.</summary>
public interface IOperator<TIn> : IChain
{
    /// <summary>
    /// Takes a row. The row and its long text are only valid until the next <see cref="IChain.Flush"/>.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="time">Event time in microseconds since the Unix epoch; <see cref="long.MinValue"/> if the stream has none.</param>
    void Collect(in TIn row, long time);
}
