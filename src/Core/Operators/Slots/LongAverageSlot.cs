using System.Runtime.CompilerServices;

namespace Millrace.Operators;

/// <summary>Mean of 64-bit integers, from an exact sum of 128 bits, which no number of them overflows, and a count. All zero: none yet.</summary>
/// <remarks>Two words rather than an <see cref="Int128"/>, which would align the accumulator, and so every entry of a table, to 16 bytes.</remarks>
public struct LongAverageSlot
{
    private ulong _low;
    private long _high;
    private long _count;

    /// <summary>The mean; NaN of no values.</summary>
    public readonly double Result => _count == 0 ? double.NaN : (double)new Int128((ulong)_high, _low) / _count;

    /// <summary>Number of values.</summary>
    public readonly long Count => _count;

    /// <summary>Adds a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long value)
    {
        ulong low = _low + (ulong)value;
        // The sign of the number stands for its upper half.
        _high += (value >> 63) + (low < _low ? 1 : 0);
        _low = low;
        _count++;
    }

    /// <summary>Adds what <paramref name="other"/> has seen.</summary>
    public void Merge(in LongAverageSlot other)
    {
        ulong low = _low + other._low;
        _high += other._high + (low < _low ? 1 : 0);
        _low = low;
        _count += other._count;
    }

    /// <summary>Takes out what <paramref name="other"/> has seen, which had been merged; exact.</summary>
    public void Retract(in LongAverageSlot other)
    {
        _high -= other._high + (_low < other._low ? 1 : 0);
        _low -= other._low;
        _count -= other._count;
    }
}
