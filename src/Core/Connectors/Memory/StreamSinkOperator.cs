using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Connectors;

/// <summary>The end of a chain that hands rows to a reader of the program.</summary>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TRecord">What is known of it.</typeparam>
public struct StreamSinkOperator<T, TRecord> : IOperator<T>
    where T : unmanaged where TRecord : struct, IRecord<T>
{
    private RowExit<T, TRecord> _exit;

    /// <summary>An operator of one subtask.</summary>
    public StreamSinkOperator(StreamSink<T> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        _exit = new RowExit<T, TRecord>(sink.Target);
    }

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _exit.Open(context);

    /// <inheritdoc/>
    public readonly void Collect(in T row, long time) => _exit.Collect(in row);

    /// <inheritdoc/>
    public readonly void Flush() => _exit.TryDrain();

    /// <inheritdoc/>
    public readonly bool Watermark(long watermark) => true;

    /// <inheritdoc/>
    public readonly bool ProcessingTime(long nowUs) => true;

    /// <inheritdoc/>
    public readonly bool Finish() => _exit.TryDrain();

    /// <inheritdoc/>
    public readonly bool Resume() => _exit.TryDrain();

    /// <inheritdoc/>
    public readonly bool HasRoom => _exit.HasRoom;

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to) { }

    /// <inheritdoc/>
    public readonly void Load(SnapshotReader from) { }

    /// <inheritdoc/>
    public readonly void Close() => _exit.Close();
}
