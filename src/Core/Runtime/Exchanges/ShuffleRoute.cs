using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>Each row goes to a subtask chosen at random, the same in every run.</summary>
/// <typeparam name="T">The row.</typeparam>
public struct ShuffleRoute<T> : IRoute<T> where T : unmanaged
{
    private ulong _state;

    /// <inheritdoc/>
    // Any number but zero, and another one for every subtask.
    public void Open(SubtaskContext context) => _state = KeyHash.Word((ulong)context.Index + 1) | 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Send<TRecord>(ExchangeOutput output, in T row, long time) where TRecord : struct, IRecord<T>
    {
        // xorshift64 (Marsaglia, "Xorshift RNGs", 2003); the upper half of its bits, scaled to the number of subtasks.
        ulong state = _state;
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        _state = state;
        int subtask = (int)(((state >> 32) * (ulong)output.Subtasks) >> 32);
        output.AppendTimed<T, TRecord>(subtask, in row, time);
    }
}
