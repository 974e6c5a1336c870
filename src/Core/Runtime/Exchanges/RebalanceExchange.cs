using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>End of a chain: hands rows to the subtasks of the next vertex in turn.</summary>
public struct RebalanceExchange<T, TRecord>(int output) : IOperator<T>
    where T : unmanaged where TRecord : struct, IRecord<T>
{
    private int _next = 0;
    private ExchangeOutput _output = null!;

    /// <inheritdoc/>
    public readonly bool HasRoom => _output.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _output = context.Output(output);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect(in T row, long time)
    {
        int next = _next;
        _next = next + 1 < _output.Subtasks ? next + 1 : 0;
        _output.AppendTimed<T, TRecord>(next, in row, time);
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
