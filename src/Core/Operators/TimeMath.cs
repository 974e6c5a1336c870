namespace Millrace.Operators;

/// <summary>Sums of times and differences, in microseconds, that end where time ends.</summary>
internal static class TimeMath
{
    /// <summary>The sum, or the end of time where it would lie beyond.</summary>
    public static long Add(long time, long difference)
    {
        long sum = unchecked(time + difference);
        return difference >= 0 ? sum < time ? long.MaxValue : sum : sum > time ? long.MinValue : sum;
    }

    /// <inheritdoc cref="Add"/>
    public static long Subtract(long time, long difference)
    {
        long rest = unchecked(time - difference);
        return difference >= 0 ? rest > time ? long.MinValue : rest : rest < time ? long.MaxValue : rest;
    }
}
