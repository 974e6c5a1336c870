namespace Millrace.Connectors;

/// <summary>Rows that some other code makes at its own pace. Runs on the thread pool, beside the subtask.</summary>
internal abstract class RowFeed<T>
{
    /// <summary>True if the rows come to an end by themselves.</summary>
    public abstract bool IsBounded { get; }

    /// <summary>True if a row goes to one reader only, so that a second would take rows from the first.</summary>
    public virtual bool IsExclusive => false;

    /// <summary>True if a row's text may have been made with an earlier row, and so must outlive its batch.</summary>
    public bool KeepsText { get; init; }

    /// <summary>Adds all rows to <paramref name="queue"/>: waits for room in it, and flushes it before any other wait.</summary>
    public abstract Task RunAsync(IRowQueue<T> queue, CancellationToken cancellation);
}
