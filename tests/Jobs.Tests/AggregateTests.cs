using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>The aggregates of a group give what LINQ gives, at parallelism 1 and more.</summary>
public class AggregateTests
{
    private static readonly Flight[] Flights = MakeFlights(5_000);

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Variances_are_those_of_two_passes(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string Origin, ScatterFigures Row)>();
        await Run.ToEndAsync(new Scatters { Flights = Flights, Results = results }, parallelism, mode);
        var expected = Flights.GroupBy(f => (Origin: f.Origin.ToString(), Start: Start(f, 60_000_000))).ToDictionary(g => g.Key, g => g.ToArray());
        Assert.Contains(expected.Values, rows => rows.Length == 1);
        Assert.Equal(expected.Count, results.Count);
        foreach (var (origin, s) in results)
        {
            Flight[] rows = expected[(origin, s.Start)];
            double[] delays = [.. rows.Select(f => (double)f.Delay)];
            double squares = Squares(delays);
            double sample = rows.Length == 1 ? double.NaN : squares / (rows.Length - 1);
            Near(sample, s.Variance);
            Near(Math.Sqrt(sample), s.Deviation);
            Near(squares / rows.Length, s.PopulationVariance);
            Near(Math.Sqrt(squares / rows.Length), s.PopulationDeviation);
            Near(Squares([.. rows.Select(f => (double)f.Distance)]) / rows.Length, s.OfLongs);
            Near(Squares([.. rows.Select(f => f.Distance / 3.0)]) / rows.Length, s.OfDoubles);
        }
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Of_equal_measures_the_earliest_row_is_taken(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new ExtremeFlights { Flights = Flights, Results = results }, parallelism, mode);
        var expected = Flights.GroupBy(f => (f.Origin, Start: Start(f, 3_600_000_000))).Select(g =>
        {
            // MinBy and MaxBy of LINQ take the first of equals.
            Flight[] rows = [.. g.OrderBy(f => f.Date)];
            return $"{g.Key.Origin} {g.Key.Start} {rows.MinBy(f => f.Delay).Date} {rows.MaxBy(f => f.Delay).Destination} "
                + $"{rows.MinBy(f => f.Destination).Distance} {rows.Max(f => f.Destination)}";
        });
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_rolling_aggregate_ends_with_the_values_of_all_rows(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string Origin, (long Flight, double Deviation, int DelayOfFarthest) Row)>();
        await Run.ToEndAsync(new Records { Flights = Flights, Results = results }, parallelism, mode);
        // In batch mode only the last.
        Assert.Equal(mode == JobMode.Batch ? 5 : Flights.Length, results.Count);
        foreach (var g in Flights.GroupBy(f => f.Origin.ToString()))
        {
            var last = results.Single(r => r.Origin == g.Key && r.Row.Flight == g.Count()).Row;
            Near(Math.Sqrt(Squares([.. g.Select(f => (double)f.Delay)]) / (g.Count() - 1)), last.Deviation);
            Assert.Equal(g.Max(f => (f.Distance, f.Delay)).Delay, last.DelayOfFarthest);
            if (mode == JobMode.Streaming) Assert.Equal(double.NaN, results.Single(r => r.Origin == g.Key && r.Row.Flight == 1).Row.Deviation);
        }
    }

    [Theory]
    [InlineData(1, 1), InlineData(2, 1), InlineData(5, 1)]
    [InlineData(1, 60), InlineData(2, 60), InlineData(5, 60)]
    [InlineData(1, 60, JobMode.Batch), InlineData(2, 1, JobMode.Batch), InlineData(5, 60, JobMode.Batch)]
    public async Task Few_different_values_are_counted_exactly(int parallelism, int windowMinutes, JobMode mode = JobMode.Streaming)
    {
        var results = new ConcurrentBag<(string Origin, (Timestamp Start, long Destinations, long Delays, long Times, long Flights) Row)>();
        await Run.ToEndAsync(new Varieties { Flights = Flights, Results = results, Size = Duration.Minutes(windowMinutes) }, parallelism, mode);
        var expected = Flights.GroupBy(f => (Origin: f.Origin.ToString(), Start: Start(f, windowMinutes * 60_000_000L)))
            .Select(g => (g.Key.Origin, g.Key.Start, g.Select(f => f.Destination).Distinct().LongCount(), g.Select(f => f.Delay).Distinct().LongCount(), g.LongCount(), g.LongCount()));
        Assert.Equal(expected.Order(), results.Select(r => (r.Origin, r.Row.Start, r.Row.Destinations, r.Row.Delays, r.Row.Times, r.Row.Flights)).Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Many_different_values_are_counted_alike_at_every_parallelism(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string Origin, (Timestamp Start, long Destinations, long Delays, long Times, long Flights) Row)>();
        var alone = new ConcurrentBag<(string Origin, (Timestamp Start, long Destinations, long Delays, long Times, long Flights) Row)>();
        await Run.ToEndAsync(new Varieties { Flights = Flights, Results = results, Size = Duration.Hours(24) }, parallelism, mode);
        await Run.ToEndAsync(new Varieties { Flights = Flights, Results = alone, Size = Duration.Hours(24) });
        Assert.Equal(5, results.Count);
        Assert.All(results, r => Assert.InRange((double)r.Row.Times / r.Row.Flights, 0.95, 1.05));
        Assert.Equal(alone.Select(r => (r.Origin, r.Row.Times)).Order(), results.Select(r => (r.Origin, r.Row.Times)).Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_filtered_aggregate_takes_the_rows_that_pass_and_has_a_result_without_any(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new SelectedFlights { Flights = Flights, Results = results }, parallelism, mode);
        var expected = Flights.GroupBy(f => (f.Origin, Start: Start(f, 180_000_000))).Select(g =>
        {
            Flight[] late = [.. g.Where(f => f.Delay > 20).OrderBy(f => f.Date)];
            double[] delays = [.. late.Select(f => (double)f.Delay)];
            bool none = late.Length == 0;
            int distinct = late.Select(f => f.Destination).Distinct().Count();
            return string.Join(" ", g.Key.Origin, g.Key.Start, g.Count(), late.Length, g.Count(f => f.Delay < 0), late.Sum(f => f.Delay),
                (none ? double.NaN : delays.Average()).ToString("F6"), none ? 0 : late.Max(f => f.Distance), none ? "" : late[0].Destination,
                none ? "" : late.MaxBy(f => f.Distance).Destination, (none ? double.NaN : Math.Sqrt(Squares(delays) / delays.Length)).ToString("F6"), distinct, distinct,
                none ? -1 : late.Max(f => f.Delay) - late.Min(f => f.Delay), g.Where(f => f.Delay != 0).Select(f => f.Distance / f.Delay).DefaultIfEmpty(0).Min());
        });
        Assert.Contains(results, row => row.Contains("NaN", StringComparison.Ordinal));
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Filtered_parts_are_merged_behind_an_exchange(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new SelectedBeforeTheExchange { Flights = Flights, Results = results }, parallelism, mode);
        var expected = Flights.GroupBy(f => (f.Origin, Start: Start(f, 3_600_000_000))).Select(g =>
        {
            Flight[] late = [.. g.Where(f => f.Delay > 58).OrderBy(f => f.Date)];
            return $"{g.Key.Origin} {g.Key.Start} {late.Length} {late.Sum(f => f.Distance)} {(late.Length == 0 ? "" : late.MaxBy(f => f.Distance).Destination)} "
                + g.Where(f => f.Delay > 0).Max(f => f.Distance / f.Delay);
        });
        Assert.Contains(results, row => row.Contains(" 0 0  ", StringComparison.Ordinal));
        Assert.Equal(expected.Order(), results.Order());
    }

    private static Timestamp Start(Flight flight, long sizeUs) => new(flight.Date.Microseconds / sizeUs * sizeUs);

    private static double Squares(double[] values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean));
    }

    private static void Near(double expected, double actual)
    {
        if (double.IsNaN(expected)) Assert.Equal(expected, actual);
        else Assert.InRange(actual, expected - 1e-9 * Math.Max(1, expected), expected + 1e-9 * Math.Max(1, expected));
    }

    /// <summary>Flights in no order, many with equal delays, no two at one time.</summary>
    private static Flight[] MakeFlights(int count)
    {
        var random = new Random(11);
        string[] airports = ["JFK", "LAX", "ORD", "an airport with a long name", "another airport with a long name"];
        var flights = Enumerable.Range(0, count)
            .Select(i => new Flight(Timestamp.FromUnixMilliseconds(i * 10_007L), random.Next(-10, 60), random.Next(50, 3_000), airports[random.Next(5)], airports[random.Next(5)]))
            .ToArray();
        random.Shuffle(flights);
        return flights;
    }
}
