namespace Millrace.Connectors;

/// <summary>A sink that writes beside. All of a job are drained before the first commits, so that a full disk finds nothing committed.</summary>
internal interface IBufferedSink
{
    /// <summary>Waits until all is written; after the last subtask. Throws <see cref="ConnectorException"/>.</summary>
    ValueTask DrainAsync(CancellationToken cancellation);
}
