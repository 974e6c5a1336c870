using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>Every row goes to every subtask.</summary>
/// <typeparam name="T">The row.</typeparam>
public readonly struct BroadcastRoute<T> : IRoute<T> where T : unmanaged
{
    /// <inheritdoc/>
    public void Open(SubtaskContext context) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Send<TRecord>(ExchangeOutput output, in T row, long time) where TRecord : struct, IRecord<T>
    {
        for (int i = 0; i < output.Subtasks; i++) output.AppendTimed<T, TRecord>(i, in row, time);
    }
}
