namespace Millrace.Runtime;

/// <summary>The part of a sink that its subtasks share: what is done once per run.</summary>
public interface ISinkLifecycle
{
    /// <summary>True if rows go to standard output: then a program shows no progress line on the same terminal.</summary>
    bool UsesStandardOutput => false;

    /// <summary>Before any subtask starts. Throws <see cref="Connectors.ConnectorException"/> if rows could not be written later.</summary>
    ValueTask OpenAsync(CancellationToken cancellation);

    /// <summary>After all subtasks have finished: makes the output visible (a file appears under its final name).</summary>
    ValueTask CommitAsync(CancellationToken cancellation);

    /// <summary>After a failure or cancel: removes what was not committed.</summary>
    ValueTask AbortAsync();
}
