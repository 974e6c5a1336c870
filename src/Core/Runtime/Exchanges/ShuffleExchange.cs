using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>End of a chain: hands each row to a subtask of the next vertex chosen at random, the same in every run.</summary>
public struct ShuffleExchange<T, TRecord>(int output) : IOperator<T>
    where T : unmanaged where TRecord : struct, IRecord<T>
{
    private ulong _state = 0;
    private ExchangeOutput _output = null!;

    /// <inheritdoc/>
    public readonly bool HasRoom => _output.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _output = context.Output(output);
        // Any number but zero, and another one for every subtask.
        _state = KeyHash.Word((ulong)context.Index + 1) | 1;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect(in T row, long time)
    {
        // xorshift64 (Marsaglia, "Xorshift RNGs", 2003); the upper half of its bits, scaled to the number of subtasks.
        ulong state = _state;
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        _state = state;
        int subtask = (int)(((state >> 32) * (ulong)_output.Subtasks) >> 32);
        _output.AppendTimed<T, TRecord>(subtask, in row, time);
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
