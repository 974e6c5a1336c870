using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>End of a chain: hands each row to the subtask of the next vertex that the user's function chooses.</summary>
/// <param name="partitioner">The function.</param>
/// <param name="name">Name of the exchange, for errors.</param>
/// <param name="output">The output.</param>
public struct PartitionExchange<T, TRecord, TPartitioner>(TPartitioner partitioner, string name, int output) : IOperator<T>
    where T : unmanaged where TRecord : struct, IRecord<T> where TPartitioner : struct, IPartitioner<T>
{
    private readonly TPartitioner _partitioner = partitioner;
    private readonly string _name = name;
    private ExchangeOutput _output = null!;

    /// <inheritdoc/>
    public readonly bool HasRoom => _output.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _output = context.Output(output);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Collect(in T row, long time)
    {
        int subtasks = _output.Subtasks;
        int subtask = _partitioner.Subtask(in row, subtasks);
        if ((uint)subtask >= (uint)subtasks) ThrowNoSubtask(subtask, in row);
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void ThrowNoSubtask(int subtask, in T row) => throw new InvalidOperationException(
        $"'{_name}' has {_output.Subtasks} subtasks behind it, numbered from 0, but its lambda chose {subtask} for the row {row}; return a number from 0 to its second argument less 1, such as Math.Abs(number % subtasks).");
}
