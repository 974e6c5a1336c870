namespace Millrace.Connectors;

/// <summary>Rows that some other code makes at its own pace. Runs on the thread pool, beside the subtask.</summary>
internal abstract class RowFeed<T>
{
    /// <summary>True if the rows come to an end by themselves.</summary>
    public abstract bool IsBounded { get; }

    /// <summary>What gives a row to one reader only, so that a second would take rows from the first; null if there is nothing like that.</summary>
    public virtual object? Exclusive => null;

    /// <summary>True if a row's text may have been made with an earlier row, and so must outlive its batch.</summary>
    public bool KeepsText { get; init; }

    /// <summary>Adds all rows to <paramref name="queue"/>: waits for room in it, and flushes it before any other wait.</summary>
    public abstract Task RunAsync(IRowQueue<T> queue, CancellationToken cancellation);
}
