namespace Millrace.Connectors;

/// <summary>A source at run time: its splits and how to read them. One per source vertex and run.</summary>
/// <typeparam name="T">The row type.</typeparam>
public abstract class SplitSource<T> : IAsyncDisposable where T : unmanaged
{
    /// <summary>Short text for plans, metrics and errors.</summary>
    public abstract string Describe();

    /// <summary>
    /// Opens the source and lists its splits, in the order in which they should be read. Called once, before any reader;
    /// may block. Throws <see cref="ConnectorException"/> with a message for the user.
    /// </summary>
    public abstract ValueTask<IReadOnlyList<SourceSplit>> OpenAsync(CancellationToken cancellation);

    /// <summary>A reader for one split. Cheap: starts reading ahead beside and returns.</summary>
    /// <param name="split">One of the splits listed by <see cref="OpenAsync"/>.</param>
    /// <param name="wake">Called, on any thread, when a reader that said <see cref="ReadResult.Wait"/> has rows or an end.</param>
    public abstract SplitReader<T> CreateReader(SourceSplit split, Action wake);

    /// <summary>The longest row that the job takes, in bytes of input; set before <see cref="OpenAsync"/>. What is longer is refused where it is read, at any parallelism.</summary>
    internal int MaxRowBytesOfJob { get; set; } = int.MaxValue;

    /// <summary>True if another reader can go on from the position of one, so that a job can start again where a snapshot was taken.</summary>
    internal virtual bool CanGoOn => false;

    /// <summary>Releases what <see cref="OpenAsync"/> took; called after all readers are disposed.</summary>
    public virtual ValueTask DisposeAsync() { GC.SuppressFinalize(this); return default; }
}
