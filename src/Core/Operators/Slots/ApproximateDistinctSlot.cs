using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>
/// Approximate number of different values: exact up to <see cref="HyperLogLog.MostExact"/>, with a standard error of 1.6 % above,
/// in at most 4 KiB of the heap. All zero: none yet.
/// </summary>
/// <remarks>Unlike a <see cref="DistinctSlot{T, TRecord}"/> it crosses exchanges: it never has more than 4 KiB, however many rows it stands for.</remarks>
/// <typeparam name="T">The value.</typeparam>
/// <typeparam name="TRecord">How to hash values.</typeparam>
public struct ApproximateDistinctSlot<T, TRecord> where T : unmanaged where TRecord : struct, IRecord<T>
{
    private HyperLogLog _values;

    /// <summary>Number of different values, about.</summary>
    public readonly long Result => _values.Count;

    /// <summary>True: what is counted lies outside the slot.</summary>
    public static bool HasText => true;

    /// <summary>Bytes outside the slot.</summary>
    public static int TextBytes(in ApproximateDistinctSlot<T, TRecord> slot) => slot._values.SizeBytes;

    /// <summary>Copies them to <paramref name="area"/>.</summary>
    public static void MoveText(ref ApproximateDistinctSlot<T, TRecord> slot, ref TextArea area) => slot._values.Move(ref area);

    /// <summary>Follows them when they have moved.</summary>
    public static void Rebase(ref ApproximateDistinctSlot<T, TRecord> slot, in Rebase rebase) => slot._values.Rebase(in rebase);

    /// <summary>Adds a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in T value, StateHeap heap) => _values.Add(TRecord.Hash(in value), heap);

    /// <summary>Adds the values of <paramref name="other"/>.</summary>
    public void Merge(in ApproximateDistinctSlot<T, TRecord> other, StateHeap heap) => _values.UnionWith(in other._values, heap);

    /// <summary>Frees what is counted; the slot must not be used afterwards.</summary>
    public readonly void Release(StateHeap heap) => _values.Release(heap);
}
