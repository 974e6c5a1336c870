using System.Numerics;
using System.Runtime.CompilerServices;

namespace Millrace.Operators;

/// <summary>Mean of numbers, from an exact (or double) sum and a count. All zero: none yet.</summary>
/// <typeparam name="T">Type of the sum: <see cref="long"/> for 32-bit integers (checked), or <see cref="double"/>.</typeparam>
public struct AverageSlot<T> where T : unmanaged, INumber<T>
{
    private T _sum;
    private long _count;

    /// <summary>The mean; NaN of no values.</summary>
    public readonly double Result => double.CreateTruncating(_sum) / _count;

    /// <summary>Number of values.</summary>
    public readonly long Count => _count;

    /// <summary>Adds a number. Throws <see cref="OverflowException"/> if the sum does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T value)
    {
        _sum = checked(_sum + value);
        _count++;
    }

    /// <summary>Adds what <paramref name="other"/> has seen.</summary>
    public void Merge(in AverageSlot<T> other)
    {
        _sum = checked(_sum + other._sum);
        _count += other._count;
    }

    /// <summary>Takes out what <paramref name="other"/> has seen, which had been merged; exact for integers only.</summary>
    public void Retract(in AverageSlot<T> other)
    {
        _sum = checked(_sum - other._sum);
        _count -= other._count;
    }
}
