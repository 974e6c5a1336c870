using Millrace.Connectors;

namespace Millrace.Runtime;

/// <summary>Makes the subtasks of a vertex. One per run.</summary>
internal abstract class VertexFactory
{
    /// <summary>True if the vertex reads a source.</summary>
    public abstract bool IsSource { get; }

    /// <summary>True if batch mode gives its subtasks rows in order of their time.</summary>
    public virtual bool TakesSorted => false;

    /// <summary>False for a source of which some split never ends; known after <see cref="OpenAsync"/>.</summary>
    public virtual bool IsBounded => true;

    /// <summary>Prepares what the subtasks share. Throws <see cref="ConnectorException"/>.</summary>
    public abstract ValueTask OpenAsync(int parallelism, JobOptions options, CancellationToken cancellation);

    /// <summary>Makes one subtask; after <see cref="OpenAsync"/>.</summary>
    public abstract Subtask Create(SubtaskContext context, SubtaskEnvironment environment);

    /// <summary>Releases what <see cref="OpenAsync"/> took; after all subtasks are closed.</summary>
    public abstract ValueTask CloseAsync();
}
