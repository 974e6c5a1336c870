namespace Millrace;

/// <summary>Sums of times and differences, in microseconds, that end where time ends.</summary>
internal static class TimeMath
{
    /// <summary>The longest that a window, a gap or a slide may be: 10,000 years of 365.2425 days.</summary>
    /// <remarks>
    /// A time that an operator of windows takes, <see cref="FirstUs"/> or later, has room before it for several of these; so only sums can pass an end of time.
    /// </remarks>
    public const long LongestUs = 3_652_425L * 86_400_000_000;

    /// <summary>The earliest time that operators of windows take. Event times begin much later, but a timer may be set for any time.</summary>
    public const long FirstUs = long.MinValue / 2;

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

    /// <summary>The product, or the end of what there is where it would lie beyond.</summary>
    public static long Multiply(long length, long factor)
    {
        long high = Math.BigMul(length, factor, out long product);
        return high == product >> 63 ? product : high < 0 ? long.MinValue : long.MaxValue;
    }

    /// <summary>Refuses what is longer than <see cref="LongestUs"/>.</summary>
    /// <param name="length">A window's length, a gap or the like.</param>
    /// <param name="name">Name of the argument.</param>
    /// <param name="what">What it is the length of, to begin a sentence with.</param>
    public static void RequireLength(Duration length, string name, string what)
    {
        if (length.Microseconds > LongestUs)
            throw new ArgumentOutOfRangeException(name, $"{what} of {length} is longer than time lasts; the longest possible is 10,000 years, {new Duration(LongestUs)}. For one that never ends, use Global.UntilEnd().");
    }
}
