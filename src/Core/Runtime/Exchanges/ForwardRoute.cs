using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>Every row goes to the subtask of the same index, the only one that the output leads to.</summary>
/// <typeparam name="T">The row.</typeparam>
public readonly struct ForwardRoute<T> : IRoute<T> where T : unmanaged
{
    /// <inheritdoc/>
    public void Open(SubtaskContext context) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Send<TRecord>(ExchangeOutput output, in T row, long time) where TRecord : struct, IRecord<T> =>
        output.AppendTimed<T, TRecord>(0, in row, time);
}
