using System.Numerics;
using System.Runtime.CompilerServices;

namespace Millrace.Operators;

/// <summary>Sum of numbers. All zero: none yet.</summary>
/// <remarks>Sums of <see cref="long"/> and <see cref="decimal"/> are checked: a wrong number would be worse than a failed job.</remarks>
/// <typeparam name="T"><see cref="long"/>, <see cref="double"/> or <see cref="decimal"/>.</typeparam>
public struct SumSlot<T> where T : unmanaged, INumber<T>
{
    private T _sum;

    /// <summary>The sum; zero of no values.</summary>
    public readonly T Result => _sum;

    /// <summary>Adds a number. Throws <see cref="OverflowException"/> if the sum does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T value) => _sum = checked(_sum + value);

    /// <summary>Adds what <paramref name="other"/> has summed.</summary>
    public void Merge(in SumSlot<T> other) => Add(other._sum);

    /// <summary>Takes out what <paramref name="other"/> has summed, which had been merged; exact for integers only.</summary>
    public void Retract(in SumSlot<T> other) => _sum = checked(_sum - other._sum);
}
