namespace Millrace;

/// <summary>What a strategy waits for besides rows.</summary>
public static class WatermarkOptions
{
    /// <summary>
    /// An unbounded split that has had no rows for <paramref name="timeout"/>, while it was read, holds nobody's watermark back until it
    /// has; zero: it does for ever.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    public static TSettings WithIdleness<TSettings>(this TSettings settings, Duration timeout) where TSettings : WatermarkSettings => timeout >= Duration.Zero
        ? (TSettings)(settings with { Idleness = timeout })
        : throw new ArgumentOutOfRangeException(nameof(timeout), $"A split cannot be idle after {timeout}; say a length above zero, or zero for never.");

    /// <summary>
    /// A split whose watermark is more than <paramref name="drift"/> ahead of the one furthest behind in the same group is not read until that
    /// has caught up, so that what windows and joins hold in between stays bounded.
    /// </summary>
    /// <param name="settings">The strategy.</param>
    /// <param name="drift">Above zero.</param>
    /// <param name="group">Sources of the job that say the same name wait for each other; without a name, splits of the source.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="drift"/> is not positive.</exception>
    public static TSettings WithMaxDrift<TSettings>(this TSettings settings, Duration drift, string group = "") where TSettings : WatermarkSettings => drift > Duration.Zero
        ? (TSettings)(settings with { MaxDrift = drift, DriftGroup = group })
        : throw new ArgumentOutOfRangeException(nameof(drift), $"Splits that may be {drift} ahead of each other could not be read; say a length above zero.");
}
