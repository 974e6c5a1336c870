namespace Millrace.Operators;

/// <summary>Mean of decimal numbers, as a decimal. All zero: none yet.</summary>
public struct DecimalAverageSlot
{
    private decimal _sum;
    private long _count;

    /// <summary>The mean; zero of no values.</summary>
    public readonly decimal Result => _count == 0 ? 0 : _sum / _count;

    /// <summary>Number of values.</summary>
    public readonly long Count => _count;

    /// <summary>Adds a number. Throws <see cref="OverflowException"/> if the sum does not fit.</summary>
    public void Add(decimal value)
    {
        _sum += value;
        _count++;
    }

    /// <summary>Adds what <paramref name="other"/> has seen.</summary>
    public void Merge(in DecimalAverageSlot other)
    {
        _sum += other._sum;
        _count += other._count;
    }
}
