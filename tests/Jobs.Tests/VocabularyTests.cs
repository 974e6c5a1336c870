using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Every operator gives the same rows as LINQ, at parallelism 1 and more.</summary>
public class VocabularyTests
{
    private static readonly Flight[] Flights = [.. MakeFlights(5_000)];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Words_are_counted_as_they_come(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string, long)>();
        await Run.ToEndAsync(new WordCounts { Lines = ["to be or not to be", "that is the question", "", "to be"], Results = results }, parallelism, mode);
        string[] words = ["to", "be", "or", "not", "to", "be", "that", "is", "the", "question", "to", "be"];
        var expected = words.GroupBy(word => word).SelectMany(group => Enumerable.Range(1, group.Count()).Select(n => (group.Key, (long)n)));
        // In batch mode only the last count of each word.
        if (mode == JobMode.Batch) expected = words.GroupBy(word => word).Select(group => (group.Key, (long)group.Count()));
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_branch_and_a_union_keep_every_row(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string, long)>();
        await Run.ToEndAsync(new Branches { Flights = Flights, Results = results }, parallelism, mode);
        var late = Flights.Where(f => f.Delay > 20).Select(f => ("late " + f.Origin.ToString(), (long)f.Delay));
        var far = Flights.Where(f => f.Distance > 500).Select(f => ("far " + f.Origin.ToString(), (long)f.Distance));
        Assert.Equal(late.Concat(far).Concat(Flights.Select(f => ("all " + f.Origin.ToString(), 1L))).Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_reduce_ends_with_the_greatest_of_each_key(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string, long)>();
        await Run.ToEndAsync(new Longest { Flights = Flights, Results = results }, parallelism, mode);
        Assert.Equal(mode == JobMode.Batch ? 25 : Flights.Length, results.Count);
        var expected = Flights.GroupBy(f => (f.Origin, f.Destination)).Select(group => ($"{group.Key.Origin}-{group.Key.Destination}", (long)group.Max(f => f.Distance)));
        Assert.Equal(expected.Order(), results.GroupBy(r => r.Item1).Select(group => (group.Key, group.Max(r => r.Item2))).Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_window_has_every_aggregate(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new Everything { Flights = Flights, Results = results }, parallelism, mode);
        long Hour(Flight f) => f.Date.Microseconds / 3_600_000_000;
        var expected = Flights.GroupBy(f => (Origin: f.Origin.ToString(), Hour: Hour(f))).Select(g => string.Join(" ",
            g.Key.Origin, new Timestamp(g.Key.Hour * 3_600_000_000), g.Count(), g.Sum(f => f.Delay), g.Min(f => f.Delay), g.Max(f => f.Destination.ToString()),
            g.Average(f => f.Delay).ToString("R"), g.MinBy(f => f.Date)!.Distance, g.MaxBy(f => f.Date)!.Distance, g.Select(f => f.Destination.ToString()).Distinct().Count(),
            g.Max(f => f.Delay) - g.Min(f => f.Delay)));
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory]
    [InlineData(1, 60, 60)]
    [InlineData(1, 180, 60)]
    [InlineData(2, 180, 60)]
    [InlineData(5, 180, 60)]
    [InlineData(2, 100, 40)]
    [InlineData(2, 20, 50)]
    public async Task A_sliding_window_has_every_aggregate(int parallelism, int sizeMinutes, int slideMinutes)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new Overlapping { Flights = Flights, Size = Duration.Minutes(sizeMinutes), Slide = Duration.Minutes(slideMinutes), Results = results }, parallelism);
        long size = sizeMinutes * 60_000_000L, slide = slideMinutes * 60_000_000L;
        IEnumerable<long> Starts(Flight f)
        {
            for (long start = f.Date.Microseconds / slide * slide; start > f.Date.Microseconds - size; start -= slide) yield return start;
        }
        var expected = Flights.SelectMany(f => Starts(f).Select(start => (Start: start, Flight: f))).GroupBy(x => (Origin: x.Flight.Origin.ToString(), x.Start), x => x.Flight).Select(g => string.Join(" ",
            g.Key.Origin, new Timestamp(g.Key.Start), g.Count(), g.Sum(f => f.Delay), g.Min(f => f.Delay), g.Max(f => f.Destination.ToString()),
            g.Average(f => f.Delay).ToString("R"), g.MinBy(f => f.Date)!.Distance, g.MaxBy(f => f.Date)!.Distance, g.Select(f => f.Destination.ToString()).Distinct().Count(),
            g.Max(f => f.Delay) - g.Min(f => f.Delay)));
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_session_ends_a_gap_after_its_last_row(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new BusyTimes { Flights = Flights, Results = results }, parallelism, mode);
        const long gap = 240_000_000;
        List<string> expected = [];
        foreach (var route in Flights.GroupBy(f => $"{f.Origin}-{f.Destination}"))
        {
            var flights = route.OrderBy(f => f.Date.Microseconds).ToList();
            for (int first = 0, next; first < flights.Count; first = next)
            {
                for (next = first + 1; next < flights.Count && flights[next].Date.Microseconds - flights[next - 1].Date.Microseconds <= gap;) next++;
                var session = flights[first..next];
                expected.Add($"{route.Key} {session[0].Date} {new Timestamp(session[^1].Date.Microseconds + gap)} {session.Count} {session.Max(f => f.Distance)} {session.Select(f => f.Delay).Distinct().Count()}");
            }
        }
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Late_rows_go_where_the_job_says(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string, long)>();
        var late = new ConcurrentBag<(string, long)>();
        await Run.ToEndAsync(new LateFlights { Flights = Flights, Results = results, Late = late, Slack = Duration.Hours(100_000) }, parallelism, mode);
        Assert.Empty(late);
        Assert.Equal(Flights.Length, results.Sum(r => r.Item2));
    }

    [Theory]
    [InlineData(JobMode.Streaming, 10), InlineData(JobMode.Batch, 0)]
    public async Task A_row_behind_the_watermark_is_late(JobMode mode, int tooLate)
    {
        var results = new ConcurrentBag<(string, long)>();
        var late = new ConcurrentBag<(string, long)>();
        // Far more rows than a batch, so that the watermark has passed when the early flights come again.
        Flight[] rows = [.. Flights, .. Flights[..10]];
        await Run.ToEndAsync(new LateFlights { Flights = rows, Results = results, Late = late }, mode: mode);
        Assert.Equal(tooLate, late.Count);
        Assert.All(late, row => Assert.True(row.Item2 > 3_600_000_000));
        Assert.Equal(rows.Length - tooLate, results.Sum(r => r.Item2));
    }

    private static IEnumerable<Flight> MakeFlights(int count)
    {
        var random = new Random(7);
        string[] airports = ["JFK", "LAX", "ORD", "an airport with a long name", "another airport with a long name"];
        for (int i = 0; i < count; i++)
        {
            // No two at one time, so that first and last are clear.
            yield return new Flight(Timestamp.FromUnixMilliseconds(i * 10_007L), random.Next(-10, 60), random.Next(50, 3_000), airports[random.Next(5)], airports[random.Next(5)]);
        }
    }
}
