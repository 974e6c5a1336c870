using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Exact number of different values, by a set in the heap. All zero: none yet.</summary>
/// <remarks>
/// A set does not cross exchanges: it is larger than the rows that it came from. So accumulators that contain one
/// are not aggregated before an exchange.
/// </remarks>
/// <typeparam name="T">The value; its long text is kept in the heap.</typeparam>
/// <typeparam name="TRecord">How to hash and compare values.</typeparam>
public struct DistinctSlot<T, TRecord> where T : unmanaged where TRecord : struct, IRecord<T>
{
    private NativeSet<T, TRecord> _values;

    /// <summary>Number of different values.</summary>
    public readonly long Result => _values.Count;

    /// <summary>True: the set lies outside the slot.</summary>
    public static bool HasText => true;

    /// <summary>Most bytes outside the slot.</summary>
    public static int TextBytes(in DistinctSlot<T, TRecord> slot) => slot._values.TextBytes;

    /// <summary>Copies them to <paramref name="area"/>; for snapshots.</summary>
    public static void MoveText(ref DistinctSlot<T, TRecord> slot, ref TextArea area) => slot._values.Move(ref area);

    /// <summary>Follows them when they have moved.</summary>
    public static void Rebase(ref DistinctSlot<T, TRecord> slot, in Rebase rebase) => slot._values.Rebase(in rebase);

    /// <summary>Adds a value.</summary>
    public void Add(in T value, StateHeap heap) => _values.Add(in value, heap);

    /// <summary>Adds the values of <paramref name="other"/>.</summary>
    public void Merge(in DistinctSlot<T, TRecord> other, StateHeap heap) => _values.UnionWith(in other._values, heap);

    /// <summary>Frees the set; the slot must not be used afterwards.</summary>
    public readonly void Release(StateHeap heap) => _values.Release(heap);
}
