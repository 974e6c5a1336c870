namespace Millrace;

/// <summary>Where a stream ends. A marker that exists inside <c>Define</c> only.</summary>
public abstract class StreamEnd
{
    private protected StreamEnd() { }

    /// <summary>Names the sink, for plans, metrics and errors.</summary>
    /// <param name="name">A constant.</param>
    public abstract StreamEnd Named(string name);

    /// <summary>Puts a forward exchange before the sink, so that writing may happen at the same time as what stands before it. Rows stay in order.</summary>
    public abstract StreamEnd StartNewChain();

    /// <summary>Writes in so many subtasks, whatever the job's parallelism. Rows are dealt out to them.</summary>
    /// <param name="subtasks">How many, at least 1; evaluated once when a run starts.</param>
    public abstract StreamEnd WithParallelism(int subtasks);
}
