using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Connectors;

/// <summary>The end of a chain whose rows nobody wants.</summary>
/// <typeparam name="T">The row type.</typeparam>
public struct DiscardSinkOperator<T> : IOperator<T>
{
    private SubtaskContext? _context;
    private long _rows;

    /// <summary>Discards.</summary>
    public DiscardSinkOperator(DiscardSink<T> sink) => ArgumentNullException.ThrowIfNull(sink);

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _context = context;

    /// <inheritdoc/>
    public void Collect(in T row, long time) => _rows++;

    /// <inheritdoc/>
    public void Flush()
    {
        _context!.Metrics.RowsOut += _rows;
        _rows = 0;
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark)
    {
        Flush();
        return true;
    }

    /// <inheritdoc/>
    public readonly bool ProcessingTime(long nowUs) => true;

    /// <inheritdoc/>
    public bool Finish()
    {
        Flush();
        return true;
    }

    /// <inheritdoc/>
    public readonly bool Resume() => true;

    /// <inheritdoc/>
    public readonly bool HasRoom => true;

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to) { }

    /// <inheritdoc/>
    public readonly void Load(SnapshotReader from) { }

    /// <inheritdoc/>
    public readonly void Close() { }
}
