namespace Millrace.Operators;

/// <summary>Where calendar days of a zone, or spans of several of them, start and end. Immutable, so that subtasks share it.</summary>
/// <remarks>
/// A span starts at the first instant whose local time is not before its first midnight. So spans follow one another without a gap,
/// also where clocks go from midnight to one, or from half past midnight back to half past eleven.
/// </remarks>
internal sealed class ZoneCalendar
{
    private const long HourUs = 3_600_000_000, DayUs = 24 * HourUs;
    private const int FirstYear = 1900, EndYear = 2200;
    // Far from the ends of what 64 bits hold; what lies beyond is one window on either side.
    private const long Limit = 1L << 62;

    private readonly long _spanUs;
    private readonly long _offsetUs;
    // The offset from UTC from each of these times on; the first is the beginning of time.
    private readonly long[] _from;
    private readonly long[] _utcOffset;
    // The latest local time that there has been before each of them.
    private readonly long[] _reached;

    public ZoneCalendar(TimeZoneInfo zone, Duration span, Duration offset)
    {
        _spanUs = span.Microseconds;
        _offsetUs = offset.Microseconds;
        List<long> from = [long.MinValue], utcOffset = [];
        var time = new DateTime(FirstYear, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var current = zone.GetUtcOffset(time);
        utcOffset.Add(current.Ticks / TimeSpan.TicksPerMicrosecond);
        // Clocks do not change twice within a day.
        for (var next = time.AddDays(1); next.Year < EndYear; (time, next) = (next, next.AddDays(1)))
        {
            var then = zone.GetUtcOffset(next);
            if (then == current) continue;
            long low = time.Ticks, high = next.Ticks;
            while (high - low > TimeSpan.TicksPerSecond)
            {
                long middle = (low + high) / 2;
                middle -= middle % TimeSpan.TicksPerSecond;
                if (middle <= low) middle = low + TimeSpan.TicksPerSecond;
                if (zone.GetUtcOffset(new DateTime(middle, DateTimeKind.Utc)) == current) low = middle;
                else high = middle;
            }
            from.Add(Timestamp.FromDateTime(new DateTime(high, DateTimeKind.Utc)).Microseconds);
            utcOffset.Add(then.Ticks / TimeSpan.TicksPerMicrosecond);
            current = then;
        }
        _from = [.. from];
        _utcOffset = [.. utcOffset];
        _reached = new long[from.Count];
        _reached[0] = long.MinValue;
        for (int i = 1; i < _reached.Length; i++) _reached[i] = Math.Max(_reached[i - 1], _from[i] - 1 + _utcOffset[i - 1]);
    }

    /// <summary>The latest local time that there has been up to a time: it stands while clocks that were set back catch up, and never goes back.</summary>
    public long Line(long timeUs)
    {
        int segment = Segment(timeUs);
        return Math.Max(TimeMath.Add(timeUs, _utcOffset[segment]), _reached[segment]);
    }

    /// <summary>The first instant whose local time is not before <paramref name="localUs"/>: the first at which <see cref="Line"/> has come to it.</summary>
    public long Instant(long localUs)
    {
        // Beyond the ends of time.
        if (localUs is long.MinValue or long.MaxValue) return localUs;
        // No zone is a day away from UTC.
        int segment = Segment(TimeMath.Subtract(localUs, DayUs));
        while (true)
        {
            long instant = Math.Max(_from[segment], TimeMath.Subtract(localUs, _utcOffset[segment]));
            if (++segment == _from.Length || instant < _from[segment]) return instant;
        }
    }

    /// <summary>Start of the span that a time falls into.</summary>
    public long Start(long timeUs)
    {
        if (timeUs >= Limit) return Limit;
        if (timeUs < -Limit) return long.MinValue;
        return Math.Max(FirstInstant(Index(timeUs)), -Limit);
    }

    /// <summary>Last microsecond of the span that starts at <paramref name="startUs"/>.</summary>
    public long Last(long startUs)
    {
        if (startUs >= Limit) return long.MaxValue;
        if (startUs < -Limit) return -Limit - 1;
        return Math.Min(FirstInstant(Index(startUs) + 1), Limit) - 1;
    }

    /// <summary>Number of the span that a time falls into.</summary>
    private long Index(long timeUs)
    {
        long local = timeUs + _utcOffset[Segment(timeUs)] - _offsetUs;
        long index = (local - WindowSpec.FloorModulo(local, _spanUs)) / _spanUs;
        // Local time may have gone back behind a midnight that has been.
        while (FirstInstant(index + 1) <= timeUs) index++;
        return index;
    }

    /// <summary>The first instant whose local time is not before the start of a span.</summary>
    private long FirstInstant(long index) => Instant(index * _spanUs + _offsetUs);

    private int Segment(long timeUs)
    {
        int place = Array.BinarySearch(_from, timeUs);
        return place >= 0 ? place : ~place - 1;
    }
}
