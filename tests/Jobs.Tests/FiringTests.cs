using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Early and late results of compiled jobs, at parallelism 1 and more.</summary>
public class FiringTests
{
    private const long HalfHour = 1_800_000_000;

    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(300_000).Where((_, i) => i % 20 == 0)];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Early_results_come_every_so_many_rows_and_late_rows_correct_the_last(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string, long, long)>();
        var late = new ConcurrentBag<long>();
        // Rows of the first windows once more, long after their end.
        Flight[] rows = [.. Flights, .. Flights[..20]];
        await Run.ToEndAsync(new EarlyAndLate { Flights = rows, Results = results, Late = late }, parallelism, mode);
        Assert.Empty(late);
        var windows = rows.GroupBy(f => (f.Origin.ToString(), f.Date.Microseconds / HalfHour * HalfHour)).ToDictionary(g => g.Key, g => g.Count());
        var found = results.GroupBy(r => (r.Item1, r.Item2), r => r.Item3).ToDictionary(g => g.Key, g => g.Order().ToList());
        Assert.Equal(windows.Keys.Order(), found.Keys.Order());
        foreach (var (window, counts) in found)
        {
            Assert.Equal(windows[window], counts[^1]);
            if (mode == JobMode.Batch) Assert.Single(counts);
            else for (long early = 10; early < counts[0]; early += 10) Assert.Contains(early, counts);
        }
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task The_last_result_of_a_window_that_is_kept_has_all_rows(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string, long, long)>();
        await Run.ToEndAsync(new Corrected { Flights = Flights, Results = results }, parallelism, mode);
        var expected = Flights.GroupBy(f => (f.Origin.ToString(), f.Date.Microseconds / HalfHour * HalfHour)).Select(g => (g.Key.Item1, g.Key.Item2, (long)g.Count()));
        Assert.Equal(expected.Order(), results.GroupBy(r => (r.Item1, r.Item2)).Select(g => (g.Key.Item1, g.Key.Item2, g.Max(r => r.Item3))).Order());
    }

    [Fact]
    public void A_window_that_is_only_kept_longer_is_gathered_before_the_exchange_and_one_that_fires_early_is_not()
    {
        Assert.Equal("rows → partial corrected", PlanTests.Build<Corrected>(2).Vertices[0].Name);
        Assert.DoesNotContain("partial", PlanTests.Build<EarlyAndLate>(2).Vertices[0].Name, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Results_that_discard_add_up(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string, long)>();
        await Run.ToEndAsync(new Instalments { Flights = Flights, Results = results }, parallelism, mode);
        Assert.Equal(Flights.GroupBy(f => f.Origin.ToString()).Select(g => (g.Key, 2 * g.Sum(f => (long)f.Distance))).Order(),
            results.GroupBy(r => r.Item1).Select(g => (g.Key, g.Sum(r => r.Item2))).Order());
        // In batch mode there is one for each key and window.
        int windows = Flights.SelectMany(f => new[] { 0, 1 }.Select(back => (f.Origin, (f.Date.Microseconds / (2 * HalfHour)) - back))).Distinct().Count();
        if (mode == JobMode.Batch) Assert.Equal(windows, results.Count);
        else Assert.True(results.Count > 2 * windows);
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_trigger_of_ones_own_decides(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string, long)>();
        await Run.ToEndAsync(new EveryThousandMiles { Flights = Flights, Results = results }, parallelism, mode);
        var expected = Flights.GroupBy(f => f.Origin.ToString()).Select(g => (g.Key, g.Sum(f => (long)f.Distance)));
        Assert.Equal(expected.Order(), results.GroupBy(r => r.Item1).Select(g => (g.Key, g.Sum(r => r.Item2))).Order());
        // All but the last of each key have reached the limit, and not by more than a row.
        Assert.All(results.GroupBy(r => r.Item1), g => Assert.Equal(g.Count() - 1, g.Count(r => r.Item2 is >= 100_000 and < 103_000)));
    }
}
