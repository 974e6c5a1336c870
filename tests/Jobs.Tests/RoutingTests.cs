using System.Collections.Concurrent;
using Millrace.Runtime;

namespace Millrace.Jobs.Tests;

/// <summary>Rows go where the user's function says.</summary>
public class RoutingTests
{
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(20_000).Select((f, i) => f with { Distance = i * 7919 % 10_007 })];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_split_sends_every_row_one_way(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string, long)>();
        await Run.ToEndAsync(new Splits { Flights = Flights, Results = results }, parallelism, mode);
        // In batch mode only the last count, and the last maximum.
        bool isBatch = mode == JobMode.Batch;
        Assert.Equal(Flights.Where(f => f.Delay > 20).GroupBy(f => f.Origin.ToString()).SelectMany(g => Enumerable.Range(1, g.Count()).Where(n => !isBatch || n == g.Count()).Select(n => (g.Key, (long)n))).Order(), Of("late "));
        Assert.Equal(Flights.Where(f => f.Delay is > 0 and <= 20 && f.Distance % 3 > 0).Select(f => (f.Origin.ToString(), (long)f.Distance)).Order(), Of("union "));
        Assert.Equal(Flights.Where(f => f.Distance % 4 == 1).Select(f => ("", (long)f.Distance)).Order(), Of("b"));
        Assert.Equal(Flights.Where(f => f.Distance % 4 == 3).Select(f => ("", (long)f.Distance)).Order(), Of("d"));
        var even = Flights.Where(f => f.Distance % 2 == 0).GroupBy(f => f.Destination.ToString()).ToArray();
        Assert.Equal(isBatch ? even.Length : even.Sum(g => g.Count()), Of("even ").Count());
        Assert.Equal(even.Select(g => (g.Key, (long)g.Max(f => f.Distance))).Order(), Of("even ").GroupBy(r => r.Item1).Select(g => (g.Key, g.Max(r => r.Item2))).Order());

        IEnumerable<(string, long)> Of(string kind) => results.Where(r => r.Item1.StartsWith(kind, StringComparison.Ordinal)).Select(r => (r.Item1[kind.Length..], r.Item2)).Order();
    }

    [Fact]
    public async Task An_output_that_there_is_not_is_an_error_with_the_row()
    {
        var flights = Flights[..100].Select((f, i) => f with { Delay = i == 70 ? 3 : i % 3, Distance = i }).ToArray();
        var failed = await Assert.ThrowsAsync<JobFailedException>(() => Run.ToEndAsync(new SplitsWrongly { Flights = flights }));
        Assert.Contains("'split' has 3 outputs, numbered from 0, but its lambda chose 3 for the row Flight {", failed.ToString(), StringComparison.Ordinal);
        Assert.Contains("Distance = 70", failed.ToString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Rows_go_to_the_subtask_that_is_chosen(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(int Subtask, int Distance)>();
        await Run.ToEndAsync(new Partitioned { Flights = Flights, Results = results }, parallelism, mode);
        Assert.Equal(Flights.Select(f => (f.Distance % parallelism, f.Distance)).Order(), results.Order());
    }

    [Fact]
    public async Task A_subtask_that_there_is_not_is_an_error_with_the_row()
    {
        var failed = await Assert.ThrowsAsync<JobFailedException>(() => Run.ToEndAsync(new Partitioned { Flights = Flights[..100], Offset = 1 }, 2));
        Assert.Contains("'by-distance' has 2 subtasks behind it, numbered from 0, but its lambda chose 2 for the row Flight {", failed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Plans_show_where_rows_go()
    {
        Assert.Equal(["rows: rows (0), partition exchange to by-distance", "by-distance → process → callback: process (function), callback"], PlanTests.Plan<Partitioned>(2));
        Assert.Equal([ExchangeKind.Partition], PlanTests.Build<Partitioned>(2).Edges.Select(edge => edge.Kind));
        Assert.Equal(["rows → discard: rows (0), split, output 0: discard, output 1: discard, output 2: discard"], PlanTests.Plan<SplitsWrongly>(1).Select(line => line.Replace(" → discard → discard → discard", " → discard", StringComparison.Ordinal)));
    }
}
