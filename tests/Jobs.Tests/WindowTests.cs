using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Kinds of windows, at parallelism 1 and more.</summary>
public class WindowTests
{
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(300_000).Where((_, i) => i % 20 == 0)];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Growing_windows_hold_all_since_they_started(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new SoFarToday { Flights = Flights, Results = results }, parallelism, mode);
        var expected = Growing().Select(g => $"{g.Key} {g.Flights.Count} {g.Flights.Sum(f => f.Delay)} {g.Flights.Select(f => f.Delay).Distinct().Count()}");
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Growing_windows_are_gathered_before_the_exchange(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new GatheredSoFarToday { Flights = Flights, Results = results }, parallelism, mode);
        Assert.Equal(Growing().Select(g => $"{g.Key} {g.Flights.Count} {g.Flights.Max(f => f.Destination)}").Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Days_of_a_zone_are_as_long_as_its_clocks_say(int parallelism, JobMode mode)
    {
        // Three days in steps of ten minutes around each change of clock.
        var flights = new[] { "2024-03-30T00:00:00Z", "2024-10-26T00:00:00Z" }.SelectMany(from => Enumerable.Range(0, 3 * 144)
            .Select(i => new Flight(Timestamp.Parse(from, null) + Duration.Minutes(10) * i, i, i, "JFK", "LAX"))).ToArray();
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new LocalDays { Flights = flights, Results = results }, parallelism, mode);
        Assert.Equal(
            [
                "JFK 2024-03-29T23:00:00Z 1.00:00:00 138", "JFK 2024-03-30T23:00:00Z 23:00:00 138", "JFK 2024-03-31T22:00:00Z 1.00:00:00 144", "JFK 2024-04-01T22:00:00Z 1.00:00:00 12",
                "JFK 2024-10-25T22:00:00Z 1.00:00:00 132", "JFK 2024-10-26T22:00:00Z 1.01:00:00 150", "JFK 2024-10-27T23:00:00Z 1.00:00:00 144", "JFK 2024-10-28T23:00:00Z 1.00:00:00 6",
            ],
            results.Order());
    }

    public static TheoryData<int, JobMode> Runs => new() { { 1, JobMode.Streaming }, { 2, JobMode.Streaming }, { 5, JobMode.Streaming }, { 1, JobMode.Batch }, { 2, JobMode.Batch }, { 5, JobMode.Batch } };

    [Theory, MemberData(nameof(Runs))]
    public async Task The_last_day_of_a_zone_is_as_long_as_its_clocks_say(int parallelism, JobMode mode)
    {
        // Ten minutes apart, around each change of clock.
        var flights = new[] { "2024-03-30T00:00:00Z", "2024-10-26T00:00:00Z" }.SelectMany(from => Enumerable.Range(0, 3 * 144)
            .Select(i => new Flight(Timestamp.Parse(from, null) + Duration.Minutes(10) * i, i, i, "JFK", "LAX"))).ToArray();
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var job = new LastLocalDay { Flights = flights };
        await Run.ToEndAsync(job, parallelism, mode);
        List<string> expected = [];
        foreach (string first in new[] { "2024-03-28", "2024-10-24" })
        {
            for (var local = DateTime.Parse(first, null); local < DateTime.Parse(first, null).AddDays(6); local = local.AddHours(6))
            {
                // None of these local times is left out or comes twice.
                Timestamp start = Timestamp.FromDateTime(TimeZoneInfo.ConvertTimeToUtc(local, zone)), end = Timestamp.FromDateTime(TimeZoneInfo.ConvertTimeToUtc(local.AddDays(1), zone));
                int count = flights.Count(f => f.Date >= start && f.Date < end);
                if (count > 0) expected.Add($"JFK {start} {end - start} {count}");
            }
        }
        Assert.Equal(expected.Order(), job.Results.Order());
        Assert.Equal(expected.Order(), job.Early.Order());
        var days = flights.GroupBy(f => TimeZoneInfo.ConvertTimeFromUtc(DateTime.UnixEpoch.AddMicroseconds(f.Date.Microseconds), zone).Date);
        Assert.Equal(days.SelectMany(day => from a in day where a.Delay % 144 == 0 from b in day where b.Delay % 72 == 0 select $"{a.Date} {b.Date}").Order(), job.Pairs.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Rows_between_sliding_windows_belong_to_none(int parallelism, JobMode mode)
    {
        const long Minute = 60_000_000;
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new Samples { Flights = Flights, Results = results }, parallelism, mode);
        var expected = Flights.Where(f => f.Date.Microseconds % (20 * Minute) < 7 * Minute)
            .GroupBy(f => (f.Origin, Start: new Timestamp(f.Date.Microseconds / (20 * Minute) * 20 * Minute)))
            .SelectMany(g => new[] { $"{g.Key.Origin} {g.Key.Start} {g.Count()}", $"{g.Key.Origin} {g.Key.Start} {g.Max(f => f.Destination)}" });
        Assert.Equal(expected.Order(), results.Order());
        Assert.Contains("partial counted", PlanTests.Build<Samples>(2).Vertices[0].Name, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Key, List<Flight> Flights)> Growing()
    {
        const long Max = 7_200_000_000, Step = 1_800_000_000;
        foreach (var group in Flights.GroupBy(f => (Origin: f.Origin.ToString(), Start: f.Date.Microseconds / Max * Max)))
        {
            for (long end = group.Key.Start + Step; end <= group.Key.Start + Max; end += Step)
            {
                var inside = group.Where(f => f.Date.Microseconds < end).ToList();
                if (inside.Count > 0) yield return ($"{group.Key.Origin} {new Timestamp(group.Key.Start)} {new Timestamp(end)}", inside);
            }
        }
    }
}
