namespace Millrace.Core.Tests.Operators;

/// <summary>Windows by the local time of a zone, found by looking at every minute of some days.</summary>
internal sealed class SlowCalendar
{
    private const long MinuteUs = 60_000_000, DayUs = 24 * 60 * MinuteUs;

    // Instants with their local times.
    private readonly List<(long Instant, long Local)> _minutes = [];

    public SlowCalendar(TimeZoneInfo zone, DateTime around, int days)
    {
        var from = DateTime.SpecifyKind(around, DateTimeKind.Utc).AddDays(-days);
        for (int i = 0; i < days * 2 * 24 * 60; i++)
        {
            var instant = from.AddMinutes(i);
            long us = Timestamp.FromDateTime(instant).Microseconds;
            _minutes.Add((us, us + zone.GetUtcOffset(instant).Ticks / TimeSpan.TicksPerMicrosecond));
        }
    }

    /// <summary>Zones with a day on which clocks change: forward, back, by half an hour, at midnight, over midnight, by a day.</summary>
    public static (string Zone, string Change)[] Changes { get; } =
    [
        ("UTC", "2024-03-31"), ("Europe/Berlin", "2024-03-31"), ("Europe/Berlin", "2024-10-27"), ("America/New_York", "2024-03-10"), ("America/New_York", "2024-11-03"),
        ("Australia/Lord_Howe", "2024-04-07"), ("Australia/Lord_Howe", "2024-10-06"), ("America/Sao_Paulo", "2018-11-04"), ("America/Havana", "2024-11-03"), ("Pacific/Apia", "2011-12-30"),
    ];

    /// <summary>The windows that start within the days, with the time before which each ends.</summary>
    public List<(long Start, long End)> Windows(Duration size, Duration slide, Duration offset)
    {
        List<(long, long)> windows = [];
        long first = _minutes[0].Local + DayUs;
        for (long local = first - (first - offset.Microseconds) % slide.Microseconds; local + size.Microseconds < _minutes[^1].Local - DayUs; local += slide.Microseconds)
            windows.Add((First(local), First(local + size.Microseconds)));
        return windows;
    }

    // No clock is changed by more than a day.
    private long First(long local) => _minutes.Skip((int)Math.Max(0, (local - _minutes[0].Local) / MinuteUs - 26 * 60)).First(minute => minute.Local >= local).Instant;
}
