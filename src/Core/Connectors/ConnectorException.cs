namespace Millrace.Connectors;

/// <summary>
/// A source or sink cannot do its work. The message says what, where, and what to do, for the user of the job.
/// </summary>
public sealed class ConnectorException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True if running again may help (a server that was away), false if something must be changed first.</summary>
    public bool IsTransient { get; init; }
}
