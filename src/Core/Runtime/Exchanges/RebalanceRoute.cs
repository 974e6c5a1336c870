using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>Rows go to the subtasks in turn.</summary>
/// <typeparam name="T">The row.</typeparam>
public struct RebalanceRoute<T> : IRoute<T> where T : unmanaged
{
    private int _next;

    /// <inheritdoc/>
    public readonly void Open(SubtaskContext context) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Send<TRecord>(ExchangeOutput output, in T row, long time) where TRecord : struct, IRecord<T>
    {
        int next = _next;
        _next = next + 1 < output.Subtasks ? next + 1 : 0;
        output.AppendTimed<T, TRecord>(next, in row, time);
    }
}
