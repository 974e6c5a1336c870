namespace Millrace.Connectors;

/// <summary>A part of a source that one subtask reads from beginning to end. Connectors derive their own.</summary>
/// <param name="Id">Identifies the split within its source, stable over restarts (it is checkpointed).</param>
/// <param name="Group">Splits of one group (a file's) follow each other in time and in position; groups may overlap in time.</param>
/// <param name="Bounded">True if the split ends.</param>
public record SourceSplit(string Id, int Group, bool Bounded)
{
    /// <summary>False for what can be read once, such as a pipe: its one reader stays, and takes what comes when it comes, for its writer waits.</summary>
    internal virtual bool CanBeReopened => true;
}
