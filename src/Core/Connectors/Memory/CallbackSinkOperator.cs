using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Connectors;

/// <summary>The end of a chain that calls back into the program.</summary>
/// <typeparam name="T">The row type.</typeparam>
public struct CallbackSinkOperator<T>(CallbackSink<T> sink) : IOperator<T>
{
    private readonly CallbackSink<T> _sink = sink;
    private SubtaskContext? _context;

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _context = context;

    /// <inheritdoc/>
    public readonly void Collect(in T row, long time)
    {
        _sink.Receive(in row);
        _context!.Metrics.RowsOut++;
    }

    /// <inheritdoc/>
    public readonly void Flush() { }

    /// <inheritdoc/>
    public readonly bool Watermark(long watermark) => true;

    /// <inheritdoc/>
    public readonly bool ProcessingTime(long nowUs) => true;

    /// <inheritdoc/>
    public readonly bool Finish() => true;

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
