using Millrace.Operators;

namespace Millrace.Core.Tests.Operators;

/// <summary>Days and spans of a zone, against what <see cref="TimeZoneInfo"/> says of every minute around a change of clocks.</summary>
public sealed class ZoneCalendarTests
{
    private const long MinuteUs = 60_000_000, DayUs = 24 * 60 * MinuteUs;

    public static TheoryData<string, string> Changes
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (zone, change) in SlowCalendar.Changes) data.Add(zone, change);
            return data;
        }
    }

    [Theory, MemberData(nameof(Changes))]
    public void Local_time_never_goes_back(string zoneName, string change)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        var calendar = new ZoneCalendar(zone, Duration.Days(1), Duration.Zero);
        // Far enough before, that what was reached by an earlier change is behind.
        var from = DateTime.SpecifyKind(DateTime.Parse(change, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc).AddDays(-3);
        long reached = long.MinValue;
        for (int minute = 0; minute < 6 * 24 * 60; minute++)
        {
            var time = from.AddMinutes(minute);
            long timeUs = Timestamp.FromDateTime(time).Microseconds;
            reached = Math.Max(reached, timeUs + zone.GetUtcOffset(time).Ticks / TimeSpan.TicksPerMicrosecond);
            long line = calendar.Line(timeUs);
            // Just before clocks go back, local time has come to the last microsecond.
            Assert.InRange(line - reached, 0, MinuteUs - 1);
            if (line == reached) Assert.True(calendar.Instant(line) <= timeUs);
        }
    }

    [Theory, MemberData(nameof(Changes))]
    public void An_instant_is_the_first_at_which_local_time_has_come_so_far(string zoneName, string change)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        var calendar = new ZoneCalendar(zone, Duration.Days(1), Duration.Zero);
        long around = Timestamp.FromDateTime(DateTime.SpecifyKind(DateTime.Parse(change, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc)).Microseconds;
        var random = new Random(1);
        for (int i = 0; i < 2_000; i++)
        {
            long local = around + random.NextInt64(-3 * DayUs, 3 * DayUs);
            long instant = calendar.Instant(local);
            Assert.True(calendar.Line(instant) >= local);
            Assert.True(calendar.Line(instant - 1) < local);
        }
    }

    [Theory, MemberData(nameof(Changes))]
    public void Spans_follow_each_other_without_a_gap(string zoneName, string change)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        long around = Timestamp.FromDateTime(DateTime.SpecifyKind(DateTime.Parse(change, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc)).Microseconds;
        var random = new Random(2);
        foreach (var (span, offset) in new[] { (1, 0), (7, 0), (1, 6), (30, 0) })
        {
            var calendar = new ZoneCalendar(zone, Duration.Days(span), Duration.Hours(offset));
            for (int i = 0; i < 500; i++)
            {
                long time = around + random.NextInt64(-3 * DayUs, 3 * DayUs);
                long start = calendar.Start(time), last = calendar.Last(start);
                Assert.True(start <= time && time <= last);
                Assert.Equal(start, calendar.Start(start));
                Assert.Equal(start, calendar.Start(last));
                Assert.Equal(last + 1, calendar.Start(last + 1));
            }
        }
    }

    [Fact]
    public void The_ends_of_time_are_windows_of_their_own()
    {
        var calendar = new ZoneCalendar(TimeZoneInfo.Utc, Duration.Days(1), Duration.Zero);
        Assert.Equal(long.MinValue, calendar.Start(long.MinValue));
        Assert.Equal(long.MaxValue, calendar.Last(calendar.Start(long.MaxValue)));
        Assert.Equal(calendar.Last(long.MinValue) + 1, calendar.Start(calendar.Last(long.MinValue) + 1));
    }
}
