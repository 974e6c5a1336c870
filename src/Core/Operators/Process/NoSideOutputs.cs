using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>No side output, or none further.</summary>
public readonly struct NoSideOutputs : ISideOutputs
{
    /// <inheritdoc/>
    public bool HasRoom => true;

    /// <inheritdoc/>
    public void Attach<TOut>(ProcessContext<TOut> context) { }

    /// <inheritdoc/>
    public void Drain() { }

    /// <inheritdoc/>
    public void Open(SubtaskContext context) { }

    /// <inheritdoc/>
    public void Flush() { }

    /// <inheritdoc/>
    public bool Watermark(long watermark) => true;

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => true;

    /// <inheritdoc/>
    public bool Finish() => true;

    /// <inheritdoc/>
    public bool Resume() => true;

    /// <inheritdoc/>
    public void Save(SnapshotWriter to) { }

    /// <inheritdoc/>
    public void Load(SnapshotReader from) { }

    /// <inheritdoc/>
    public void Close() { }
}
