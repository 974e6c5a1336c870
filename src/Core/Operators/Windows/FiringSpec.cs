namespace Millrace.Operators;

/// <summary>When windows fire, beside at their end.</summary>
/// <param name="Lateness">How long a window is kept after its end, for late rows; not negative.</param>
/// <param name="EarlyRows">Rows of a key from one early result to the next; 0 for none.</param>
/// <param name="EarlyPeriod">Event time from one early result to the next; zero for none.</param>
/// <param name="IsDiscarding">True if a result takes what it was made of with it.</param>
public readonly record struct FiringSpec(Duration Lateness, long EarlyRows, Duration EarlyPeriod, bool IsDiscarding)
{
    /// <summary>Processing time from one early result to the next; zero for none.</summary>
    public Duration EarlyClockPeriod { get; init; }

    /// <summary>Processing time without a row of a key after which an early result follows; zero for none.</summary>
    public Duration EarlyQuiet { get; init; }

    /// <summary>The same, checked.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not possible.</exception>
    public static FiringSpec Of(Duration? lateness, long? earlyRows, Duration? earlyPeriod, bool isDiscarding, Duration? earlyClockPeriod = null, Duration? earlyQuiet = null)
    {
        if (lateness < Duration.Zero) throw new ArgumentOutOfRangeException(nameof(lateness), $"AllowedLateness({lateness}) is negative; say how long after its end a window takes rows.");
        if (earlyRows <= 0) throw new ArgumentOutOfRangeException(nameof(earlyRows), $"EarlyEvery({earlyRows}) is not possible; say a number of rows from 1.");
        if (earlyPeriod <= Duration.Zero) throw new ArgumentOutOfRangeException(nameof(earlyPeriod), $"EarlyEvery({earlyPeriod}) is not possible; say a length above zero.");
        if (earlyClockPeriod <= Duration.Zero) throw new ArgumentOutOfRangeException(nameof(earlyClockPeriod), $"EarlyByClock({earlyClockPeriod}) is not possible; say a length above zero.");
        if (earlyQuiet <= Duration.Zero) throw new ArgumentOutOfRangeException(nameof(earlyQuiet), $"EarlyAfterQuiet({earlyQuiet}) is not possible; say a length above zero.");
        return new(lateness ?? default, earlyRows ?? 0, earlyPeriod ?? default, isDiscarding) { EarlyClockPeriod = earlyClockPeriod ?? default, EarlyQuiet = earlyQuiet ?? default };
    }
}
