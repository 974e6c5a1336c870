using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>End of a chain: hands every row to every subtask of the next vertex.</summary>
public struct BroadcastExchange<T, TRecord>(int output) : IOperator<T>
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
        for (int i = 0; i < _output.Subtasks; i++) _output.AppendTimed<T, TRecord>(i, in row, time);
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
