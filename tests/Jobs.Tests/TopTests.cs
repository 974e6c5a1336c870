using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Quantiles, top lists and lists of groups are those of LINQ, at parallelism 1 and more.</summary>
public class TopTests
{
    private static readonly Flight[] Flights = MakeFlights(3_000);

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Tumbling_windows_have_top_lists_and_quantiles(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new TumblingTops { Flights = Flights, Results = results }, parallelism, mode);
        Assert.Equal(Flights.GroupBy(f => (f.Origin, Start: Floor(f, 20))).Select(g => Expected(g.Key.Origin, g.Key.Start, g)).Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Sliding_windows_have_top_lists_and_quantiles(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new SlidingTops { Flights = Flights, Results = results }, parallelism, mode);
        Assert.Equal(Overlapping(20, 5).GroupBy(x => (x.Flight.Origin, x.Start), x => x.Flight).Select(g => Expected(g.Key.Origin, g.Key.Start, g)).Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Sessions_have_top_lists_and_quantiles(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new SessionTops { Flights = Flights, Results = results }, parallelism, mode);
        List<string> expected = [];
        foreach (var origin in Flights.GroupBy(f => f.Origin))
        {
            var flights = origin.OrderBy(f => f.Date).ToList();
            for (int first = 0, next; first < flights.Count; first = next)
            {
                for (next = first + 1; next < flights.Count && flights[next].Date - flights[next - 1].Date <= Duration.Seconds(90);) next++;
                expected.Add(Expected(origin.Key, flights[first].Date, flights[first..next]));
            }
        }
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Top_lists_and_sketches_are_merged_behind_an_exchange(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        var quantiles = new ConcurrentBag<(string Origin, double P10, double Median)>();
        await Run.ToEndAsync(new TopsBeforeTheExchange { Flights = Flights, Results = results, Quantiles = quantiles }, parallelism, mode);
        Assert.Equal(
            Flights.GroupBy(f => f.Origin)
                .Select(g => $"{g.Key} [{string.Join(", ", g.OrderByDescending(f => f.Destination).ThenBy(f => f.Distance).ThenBy(f => f.Date).Take(4).Select(f => (f.Destination, f.Date)))}]").Order(),
            results.Order());
        Assert.Equal(5, quantiles.Count);
        foreach (var (origin, tenth, median) in quantiles)
        {
            double[] sorted = [.. Flights.Where(f => f.Origin.ToString() == origin).Select(f => (double)f.Date.Microseconds).Order()];
            Assert.InRange((Array.IndexOf(sorted, tenth) + 1) / (double)sorted.Length, 0.08, 0.12);
            Assert.InRange((Array.IndexOf(sorted, median) + 1) / (double)sorted.Length, 0.48, 0.52);
        }
    }

    [Theory]
    [InlineData(JobMode.Streaming, 1), InlineData(JobMode.Batch, 1), InlineData(JobMode.Batch, 5)]
    public async Task Without_a_window_every_row_gives_the_list_so_far(JobMode mode, int parallelism)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new RollingTops { Flights = Flights[..500], Results = results }, parallelism, mode);
        // In batch mode only the last of each key.
        var expected = Flights[..500].GroupBy(f => f.Origin).SelectMany(g => Enumerable.Range(1, g.Count()).Where(n => mode == JobMode.Streaming || n == g.Count()).Select(n => $"{g.Key} {n} "
            + $"[{string.Join(", ", g.Take(n).OrderByDescending(f => f.Delay).ThenBy(f => f.Date).Take(3).Select(f => f.Destination))}] {Quantile(g.Take(n).Select(f => (double)f.Delay), 0.5)}"));
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory]
    [InlineData(1, 3), InlineData(2, 3), InlineData(5, 3)]
    [InlineData(2, 1_000)]
    [InlineData(1, 3, JobMode.Batch), InlineData(2, 3, JobMode.Batch), InlineData(5, 1_000, JobMode.Batch)]
    public async Task Rows_of_a_window_are_ranked(int parallelism, int most, JobMode mode = JobMode.Streaming)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new RankedFlights { Flights = Flights, Most = most, Results = results }, parallelism, mode);
        var expected = Overlapping(30, 10).GroupBy(x => (x.Flight.Origin, x.Start), x => x.Flight).SelectMany(g =>
            g.OrderByDescending(f => f.Delay).ThenBy(f => f.Destination).ThenBy(f => f.Date).Take(most).Select((f, i) => $"{i + 1} {f}").Skip(1));
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory]
    [InlineData(JobMode.Streaming, 10), InlineData(JobMode.Batch, 0)]
    public async Task Late_rows_are_not_ranked(JobMode mode, int tooLate)
    {
        var late = new ConcurrentBag<long>();
        // Far more rows than a batch, so that the watermark has passed when the first flights come again.
        Flight[] inOrder = [.. Flights.OrderBy(f => f.Date)];
        await Run.ToEndAsync(new RankedFlights { Flights = [.. inOrder, .. inOrder[..10]], Most = 1, Slack = Duration.Zero, Late = late }, mode: mode);
        Assert.Equal(tooLate, late.Count);
    }

    [Fact]
    public async Task A_top_of_no_rows_ends_the_job() =>
        Assert.Contains("at least 1", (await Assert.ThrowsAnyAsync<Exception>(() => Run.ToEndAsync(new RankedFlights { Flights = Flights, Most = 0 }))).ToString(), StringComparison.Ordinal);

    [Fact]
    public async Task A_share_above_1_ends_the_job() =>
        Assert.Contains("from 0", (await Assert.ThrowsAnyAsync<Exception>(() => Run.ToEndAsync(new TumblingTops { Flights = Flights, Share = 90 }))).ToString(), StringComparison.Ordinal);

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Aggregates_with_an_inverse_are_subtracted(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new Subtracted { Flights = Flights, Results = results }, parallelism, mode);
        static long Parity(IEnumerable<int> values) => values.Sum(value => (value & 1) * 1_000L - (~value & 1));
        var expected = Overlapping(20, 2).GroupBy(x => (x.Flight.Origin, x.Flight.Destination, x.Start), x => x.Flight).Select(g =>
        {
            Flight[] late = [.. g.Where(f => f.Delay > 30)];
            return string.Join(" ", g.Key.Origin, g.Key.Destination, g.Key.Start, g.Count(), g.Sum(f => f.Delay), g.Sum(f => (long)f.Distance) / (double)g.Count(), late.Length,
                late.Sum(f => f.Distance), Parity(g.Select(f => f.Delay)), Parity(late.Select(f => f.Distance)));
        });
        Assert.Equal(expected.Order(), results.Order());
    }

    private static string Expected(Utf8String origin, Timestamp start, IEnumerable<Flight> group)
    {
        // Sorting keeps the order of equals.
        Flight[] rows = [.. group.OrderBy(f => f.Date)], late = [.. rows.Where(f => f.Delay > 40)];
        return string.Join(" ", origin, start, List(rows.OrderByDescending(f => f.Delay).Take(3).Select(f => f.Destination)), List(rows.OrderBy(f => f.Delay).Take(2).Select(f => f.Destination)),
            List(rows.OrderByDescending(f => f.Destination).ThenBy(f => f.Distance).Take(5).Select(f => f.Delay)), List(rows.Select(f => f.Delay)),
            List(late.OrderByDescending(f => f.Distance).Take(2).Select(f => f.Destination)),
            Quantile(rows.Select(f => (double)f.Delay), 0.9), Quantile(rows.Select(f => (double)f.Delay), 0.5), Quantile(late.Select(f => (double)f.Distance), 0.25),
            Quantile(rows.Select(f => f.Distance / 3.0), 0.25));
        static string List<T>(IEnumerable<T> values) => $"[{string.Join(", ", values)}]";
    }

    private static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Max(1, (int)Math.Ceiling(share * sorted.Length)) - 1];
    }

    private static IEnumerable<(Timestamp Start, Flight Flight)> Overlapping(int sizeMinutes, int slideMinutes) => Flights.SelectMany(f =>
        Enumerable.Range(0, sizeMinutes / slideMinutes).Select(i => (Floor(f, slideMinutes) - Duration.Minutes(i * slideMinutes), f)));

    private static Timestamp Floor(Flight flight, int minutes) => new(flight.Date.Microseconds / (minutes * 60_000_000L) * (minutes * 60_000_000L));

    /// <summary>Flights in no order, many with equal delays, no two at one time, none in the first hour.</summary>
    private static Flight[] MakeFlights(int count)
    {
        var random = new Random(5);
        string[] airports = ["JFK", "LAX", "ORD", "an airport with a long name", "another airport with a long name"];
        var flights = new Flight[count];
        for (int i = 0; i < count; i++)
            flights[i] = new Flight(Timestamp.FromUnixMilliseconds(7_200_000 + i * 10_007L), random.Next(-10, 60), random.Next(50, 3_000), airports[random.Next(5)], airports[random.Next(5)]);
        random.Shuffle(flights);
        return flights;
    }
}
