using Millrace.Operators;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators;

/// <summary>Calendar days of a zone against the dates that .NET converts.</summary>
public class ZoneWindowTests(ITestOutputHelper output)
{
    private const long HourUs = 3_600_000_000;

    /// <summary>Zones of common and of odd habits: changes at midnight, back over midnight, by half an hour, around Ramadan, a day left out.</summary>
    public static TheoryData<string> Zones =>
    [
        "UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "America/Havana", "Asia/Beirut", "Asia/Tehran", "Asia/Kolkata",
        "Atlantic/Azores", "Africa/Casablanca", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "America/Scoresbysund",
    ];

    [Theory, MemberData(nameof(Zones))]
    public void Days_start_at_the_first_instant_not_before_midnight(string name)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        var random = new Random(name.Length);
        int cases = 0;
        foreach (int offsetHours in new[] { 0, 6 })
        {
            var windows = WindowSpec.Of(Tumbling.Every(Duration.Days(1), zone, Duration.Hours(offsetHours)));
            var starts = Starts(zone, offsetHours);
            for (int i = 0; i < 5_000; i++, cases++)
            {
                int day = random.Next(starts.Count - 1);
                long start = starts[day], end = starts[day + 1];
                long time = (i % 3) switch { 0 => start, 1 => end - 1, _ => random.NextInt64(start, end) };
                Assert.Equal((start, end - 1, end - start), (windows.PaneStart(time), windows.PaneLast(start), windows.PaneReach(start)));
                Assert.Equal(new Window(new(start), new(end)), windows.WindowAt(start));
            }
        }
        output.WriteLine($"{name}: {cases} times");
    }

    [Fact]
    public void Days_of_a_change_of_clock_have_23_and_25_hours()
    {
        var windows = WindowSpec.Of(Tumbling.Every(Duration.Days(1), "Europe/Berlin"));
        Assert.Equal("2024-03-30T23:00:00Z", Start("2024-03-31T12:00:00Z"));
        Assert.Equal(23 * HourUs, Length("2024-03-31T12:00:00Z"));
        Assert.Equal(25 * HourUs, Length("2024-10-27T12:00:00Z"));
        Assert.Equal(24 * HourUs, Length("2024-06-01T12:00:00Z"));
        Assert.Equal("2024-10-27T23:00:00Z", Start("2024-10-28T12:00:00Z"));

        string Start(string time) => new Timestamp(windows.PaneStart(At(time))).ToString();
        long Length(string time) => windows.PaneReach(windows.PaneStart(At(time)));
    }

    [Fact]
    public void Weeks_start_where_the_offset_says()
    {
        var weeks = WindowSpec.Of(Tumbling.Every(Duration.Days(7), "Europe/Berlin", offset: Duration.Days(4)));
        // Monday to Monday, with a change of clock between.
        long start = weeks.PaneStart(At("2024-03-31T12:00:00Z"));
        Assert.Equal("2024-03-24T23:00:00Z", new Timestamp(start).ToString());
        Assert.Equal((7 * 24 - 1) * HourUs, weeks.PaneReach(start));
    }

    [Fact]
    public void Steps_of_growing_windows_end_with_the_day()
    {
        var windows = WindowSpec.Of(Cumulating.Of(Duration.Days(1), Duration.Hours(12), "Europe/Berlin"));
        long start = windows.LongestStart(At("2024-10-27T12:00:00Z"));
        Assert.Equal([12 * HourUs, 24 * HourUs, 25 * HourUs], Steps(start));
        Assert.Equal([12 * HourUs, 23 * HourUs], Steps(windows.LongestStart(At("2024-03-31T12:00:00Z"))));

        List<long> Steps(long from)
        {
            List<long> steps = [];
            for (long at = from; at <= windows.LongestLast(from); at += windows.PaneReach(at))
            {
                Assert.Equal(at, windows.PaneStart(at));
                Assert.Equal(at, windows.PaneStart(windows.PaneLast(at)));
                steps.Add(windows.PaneLast(at) + 1 - from);
            }
            return steps;
        }
    }

    [Fact]
    public void The_ends_of_time_belong_to_windows()
    {
        var windows = WindowSpec.Of(Tumbling.Every(Duration.Days(1), "Asia/Kolkata"));
        foreach (long time in new[] { long.MinValue + 1, -(1L << 62) - 1, -(1L << 62), (1L << 62) - 1, 1L << 62, long.MaxValue - 1, long.MaxValue })
        {
            long start = windows.PaneStart(time);
            Assert.InRange(time, start, windows.PaneLast(start));
            Assert.Equal(start, windows.PaneStart(start));
            Assert.Equal(start, windows.PaneStart(windows.PaneLast(start)));
        }
    }

    [Fact]
    public void Windows_of_a_zone_are_whole_days()
    {
        Assert.Contains("whole days", Assert.Throws<ArgumentOutOfRangeException>(() => Tumbling.Every(Duration.Hours(1), TimeZoneInfo.Utc)).Message, StringComparison.Ordinal);
        Assert.Contains("whole days", Assert.Throws<ArgumentOutOfRangeException>(() => Cumulating.Of(Duration.Hours(1), Duration.Hours(1), TimeZoneInfo.Utc)).Message, StringComparison.Ordinal);
        Assert.Throws<TimeZoneNotFoundException>(() => Tumbling.Every(Duration.Days(1), "Europe/Atlantis"));
    }

    /// <summary>Where the days from 2000 to 2019 start, each found apart.</summary>
    private static List<long> Starts(TimeZoneInfo zone, int offsetHours)
    {
        List<long> starts = [];
        for (var day = new DateTime(2000, 1, 1, offsetHours, 0, 0); day.Year < 2020; day = day.AddDays(1))
        {
            // From before any change around this midnight; clocks change at full quarters of an hour or, seldom, at a minute.
            var instant = DateTime.SpecifyKind(day, DateTimeKind.Utc).AddHours(-16);
            while (instant + zone.GetUtcOffset(instant) < day)
                instant = instant.AddMinutes(day - (instant + zone.GetUtcOffset(instant)) > TimeSpan.FromMinutes(90) ? 15 : 1);
            long start = Timestamp.FromDateTime(instant).Microseconds;
            if (starts.Count == 0 || start != starts[^1]) starts.Add(start);
        }
        return starts;
    }

    private static long At(string time) => Timestamp.Parse(time, null).Microseconds;
}
