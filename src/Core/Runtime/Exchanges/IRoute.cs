using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>Chooses which subtasks of the next vertex a row goes to; part of an <see cref="Exchange{T, TRecord, TRoute}"/>.</summary>
/// <remarks>Thread: the one that runs the subtask's step. It keeps nothing that a snapshot would have to hold.</remarks>
/// <typeparam name="T">The row.</typeparam>
public interface IRoute<T> where T : unmanaged
{
    /// <summary>Called once before any row.</summary>
    void Open(SubtaskContext context);

    /// <summary>Writes a row for each subtask that it goes to.</summary>
    /// <typeparam name="TRecord">How to write it.</typeparam>
    /// <param name="output">Where to.</param>
    /// <param name="row">The row.</param>
    /// <param name="time">Its event time.</param>
    void Send<TRecord>(ExchangeOutput output, in T row, long time) where TRecord : struct, IRecord<T>;
}
