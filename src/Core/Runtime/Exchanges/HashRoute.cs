using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Operators;

namespace Millrace.Runtime;

/// <summary>Each row goes to the subtask that its key belongs to.</summary>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash it.</typeparam>
/// <typeparam name="TSelector">A row's key.</typeparam>
/// <param name="selector">A row's key.</param>
public readonly struct HashRoute<T, TKey, TKeyRecord, TSelector>(TSelector selector) : IRoute<T>
    where T : unmanaged where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TSelector : struct, IKeySelector<T, TKey>
{
    private readonly TSelector _selector = selector;

    /// <inheritdoc/>
    public void Open(SubtaskContext context) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Send<TRecord>(ExchangeOutput output, in T row, long time) where TRecord : struct, IRecord<T>
    {
        TKey key = _selector.Key(in row);
        int subtask = KeyGroups.SubtaskOf(TKeyRecord.Hash(in key), output.Subtasks);
        output.AppendTimed<T, TRecord>(subtask, in row, time);
    }
}
