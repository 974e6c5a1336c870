namespace Millrace;

/// <summary>
/// Rows on their way round a loop: those that came in from outside, and those that came back. A marker that exists inside <c>Define</c> only.
/// </summary>
/// <typeparam name="T">The row.</typeparam>
public abstract class IterativeStream<T> : Stream<T>
{
    private protected IterativeStream() { }

    /// <summary>
    /// Sends rows back to the head of the loop, where they have their turn before new rows from outside. They keep their event time. To be
    /// called once for each loop, with a stream that comes from it; other streams made of the loop's rows lead out of it.
    /// </summary>
    /// <remarks>
    /// The loop ends when all that comes from outside has ended and no row is in it any more. Rows that do not fit into memory wait
    /// on disk, up to the limit of <c>--loop-disk</c>, beyond which the job fails.
    /// </remarks>
    /// <param name="feedback">The rows that go round again.</param>
    public abstract void CloseWith(Stream<T> feedback);

    /// <inheritdoc/>
    public abstract override IterativeStream<T> Named(string name);
}
