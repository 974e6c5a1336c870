using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>Each row goes to the subtask that the user's function chooses.</summary>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TPartitioner">The function.</typeparam>
/// <param name="partitioner">The function.</param>
/// <param name="name">Name of the exchange, for errors.</param>
public readonly struct PartitionRoute<T, TPartitioner>(TPartitioner partitioner, string name) : IRoute<T>
    where T : unmanaged where TPartitioner : struct, IPartitioner<T>
{
    private readonly TPartitioner _partitioner = partitioner;
    private readonly string _name = name;

    /// <inheritdoc/>
    public void Open(SubtaskContext context) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Send<TRecord>(ExchangeOutput output, in T row, long time) where TRecord : struct, IRecord<T>
    {
        int subtasks = output.Subtasks;
        int subtask = _partitioner.Subtask(in row, subtasks);
        if ((uint)subtask >= (uint)subtasks) ThrowNoSubtask(subtask, subtasks, in row);
        output.AppendTimed<T, TRecord>(subtask, in row, time);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowNoSubtask(int subtask, int subtasks, in T row) => throw new InvalidOperationException(
        $"'{_name}' has {subtasks} subtasks behind it, numbered from 0, but its lambda chose {subtask} for the row {row}; return a number from 0 to its second argument less 1, such as Math.Abs(number % subtasks).");
}
