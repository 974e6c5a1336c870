using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Approximate quantiles of numbers, all from one sketch in the heap. All zero: none yet.</summary>
public struct QuantileSlot
{
    private QuantileSketch _values;

    /// <summary>True: the sketch lies outside the slot.</summary>
    public static bool HasText => true;

    /// <summary>Bytes outside the slot.</summary>
    public static int TextBytes(in QuantileSlot slot) => slot._values.SizeBytes;

    /// <summary>Copies them to <paramref name="area"/>.</summary>
    public static void MoveText(ref QuantileSlot slot, ref TextArea area) => slot._values.Move(ref area);

    /// <summary>Follows them when they have moved.</summary>
    public static void Rebase(ref QuantileSlot slot, in Rebase rebase) => slot._values.Rebase(in rebase);

    /// <summary>Adds a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value, StateHeap heap) => _values.Add(value, heap);

    /// <summary>Adds the numbers of <paramref name="other"/>.</summary>
    public void Merge(in QuantileSlot other, StateHeap heap) => _values.Merge(in other._values, heap);

    /// <summary>The number at a share of all, from 0 to 1; NaN of none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to 1.</exception>
    public readonly double Quantile(double quantile) => _values.Quantile(quantile);

    /// <summary>Frees the sketch; the slot must not be used afterwards.</summary>
    public readonly void Release(StateHeap heap) => _values.Release(heap);
}
