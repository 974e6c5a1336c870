using System.Runtime.CompilerServices;

namespace Millrace.Operators;

/// <summary>Variance and standard deviation of numbers, in double precision. All zero: none yet.</summary>
/// <remarks>
/// <para>Keeps the mean and the sum of squared distances from it (Welford 1962, "Note on a method for calculating corrected sums of
/// squares and products"), which does not lose digits where the mean is large beside the spread, as a sum of squares would. Two
/// slots merge by the formula of Chan, Golub and LeVeque (1979, "Updating formulae and a pairwise algorithm for computing sample
/// variances").</para>
/// <para>Where the rows are split between subtasks, the last digits depend on how: floating-point addition is not associative.</para>
/// </remarks>
public struct VarianceSlot
{
    private long _count;
    private double _mean;
    private double _squares;

    /// <summary>Number of values.</summary>
    public readonly long Count => _count;

    /// <summary>Sample variance (divided by n − 1); NaN of fewer than two values.</summary>
    public readonly double Variance => _count > 1 ? _squares / (_count - 1) : double.NaN;

    /// <summary>Root of <see cref="Variance"/>; NaN of fewer than two values.</summary>
    public readonly double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>Population variance (divided by n); NaN of no values.</summary>
    public readonly double PopulationVariance => _squares / _count;

    /// <summary>Root of <see cref="PopulationVariance"/>; NaN of no values.</summary>
    public readonly double PopulationStandardDeviation => Math.Sqrt(PopulationVariance);

    /// <summary>Adds a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        double distance = value - _mean;
        _mean += distance / ++_count;
        _squares += distance * (value - _mean);
    }

    /// <summary>Adds what <paramref name="other"/> has seen.</summary>
    public void Merge(in VarianceSlot other)
    {
        if (other._count == 0) return;
        if (_count == 0)
        {
            this = other;
            return;
        }
        double distance = other._mean - _mean;
        double share = (double)other._count / (_count + other._count);
        _mean += distance * share;
        // na·nb / (na + nb), without a product of counts that might not fit.
        _squares += other._squares + distance * distance * (_count * share);
        _count += other._count;
    }
}
