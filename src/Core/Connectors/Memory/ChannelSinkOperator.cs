using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Connectors;

/// <summary>The end of a chain that writes to a channel of the program.</summary>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TRecord">What is known of it.</typeparam>
public struct ChannelSinkOperator<T, TRecord>(ChannelSink<T> sink) : IOperator<T>
    where T : unmanaged where TRecord : struct, IRecord<T>
{
    private readonly ChannelSink<T> _sink = sink;
    private ChannelOutput<T>? _output;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        if (TRecord.HasText && _sink.NeedsNoText)
            throw new ConnectorException($"Rows of {typeof(T).Name} contain text, which does not outlive the step that made it. Make them managed on their way out: Rows.To(channel, row => …), with ToString() on each text.");
        _output = _sink.Target.Attach(context);
    }

    /// <inheritdoc/>
    public readonly void Collect(in T row, long time) => _output!.Collect(in row);

    /// <inheritdoc/>
    public readonly void Flush() => _output!.TryDrain();

    /// <inheritdoc/>
    public readonly bool Watermark(long watermark) => true;

    /// <inheritdoc/>
    public readonly bool ProcessingTime(long nowUs) => true;

    /// <inheritdoc/>
    public readonly bool Finish() => _output!.TryDrain();

    /// <inheritdoc/>
    public readonly bool Resume() => _output!.TryDrain();

    /// <inheritdoc/>
    public readonly bool HasRoom => _output!.TryDrain();

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to) { }

    /// <inheritdoc/>
    public readonly void Load(SnapshotReader from) { }

    /// <inheritdoc/>
    public readonly void Close() { }
}
