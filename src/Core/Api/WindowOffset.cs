namespace Millrace;

/// <summary>Checks what windows have in common.</summary>
internal static class WindowOffset
{
    private const long DayUs = 86_400_000_000;

    /// <summary>The same offset, at least zero and less than the period.</summary>
    public static Duration Within(Duration offset, Duration period)
    {
        long start = offset.Microseconds % period.Microseconds;
        return Duration.FromMicroseconds(start < 0 ? start + period.Microseconds : start);
    }

    public static void CheckDays(Duration size, string parameter)
    {
        if (size.Microseconds % DayUs != 0)
            throw new ArgumentOutOfRangeException(parameter, $"Windows by the calendar of a zone are whole days, not {size}; for shorter ones leave the zone out and, if need be, say an offset.");
    }
}
