using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>End of a chain: hands rows to the subtask of the same index of the next vertex.</summary>
public struct ForwardExchange<T, TRecord>(int output) : IOperator<T>
    where T : unmanaged where TRecord : struct, IRecord<T>
{
    private ExchangeOutput _output = null!;

    /// <inheritdoc/>
    public readonly bool HasRoom => _output.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _output = context.Output(output);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Collect(in T row, long time)
    {
        _output.AppendTimed<T, TRecord>(0, in row, time);
    }

    /// <inheritdoc/>
    public readonly void Flush() { }

    /// <inheritdoc/>
    public readonly bool Watermark(long watermark)
    {
        _output.BroadcastWatermark(watermark);
        return true;
    }

    /// <inheritdoc/>
    public readonly bool ProcessingTime(long nowUs) => true;

    /// <inheritdoc/>
    public readonly bool Finish()
    {
        _output.Finish();
        return true;
    }

    /// <inheritdoc/>
    public readonly bool Resume() => true;

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to) { }

    /// <inheritdoc/>
    public readonly void Load(SnapshotReader from) { }

    /// <inheritdoc/>
    public readonly void Close() { }
}
