using System.Collections.Concurrent;
using Millrace.Runtime;

namespace Millrace.Jobs.Tests;

/// <summary>How operators are chained, and of how many subtasks they are, changes where rows are worked on, and nothing else.</summary>
public class ChainTests
{
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(60_000).Select((f, i) => f with { Distance = i * 7919 % 10_007 })];

    public static TheoryData<int> Parallelisms => [1, 2, 5];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Operators_with_a_parallelism_of_their_own_give_the_same_rows(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string, long)>();
        await Run.ToEndAsync(new OwnParallelism { Flights = Flights, Results = results }, parallelism, mode);
        Assert.Empty(Of("late"));
        Assert.Equal(Flights.GroupBy(f => (Origin: f.Origin.ToString(), Minute: f.Date.Microseconds / 60_000_000)).Select(g => (g.Key.Origin, (long)g.Count())).Order(), Of("count "));
        Assert.Equal(Flights.GroupBy(f => f.Destination.ToString()).Select(g => (g.Key, (long)g.Max(f => f.Distance))).Order(),
            Of("far ").GroupBy(r => r.Item1).Select(g => (g.Key, g.Max(r => r.Item2))).Order());
        Assert.Equal(Flights.GroupBy(f => f.Origin.ToString()).Select(g => (g.Key, (long)g.Select(f => f.Delay).Distinct().Count())).Order(), Of("delays "));
        Assert.Equal(Flights.Where(f => f.Distance < 9).Select(f => (f.Origin.ToString(), 2L * f.Distance)).Order(), Of("near "));
        var right = Flights.Where(f => f.Delay > 50).ToLookup(f => f.Destination.ToString());
        long pairs = Flights.Sum(a => right[a.Origin.ToString()].Where(b => Math.Abs(a.Date.Microseconds - b.Date.Microseconds) <= 2_000_000).Sum(b => (long)(a.Distance * b.Distance)));
        Assert.Equal([("", pairs)], Of("pairs"));

        IEnumerable<(string, long)> Of(string kind) => results.Where(r => r.Item1.StartsWith(kind, StringComparison.Ordinal)).Select(r => (r.Item1[kind.Length..], r.Item2)).Order();
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Broken_chains_keep_the_order_of_a_split(int parallelism, JobMode mode)
    {
        var flights = Flights[..20_000];
        var results = new ConcurrentQueue<long>();
        await Run.ToEndAsync(new BrokenChains { Flights = flights, Results = results }, parallelism, mode);
        Assert.Equal(flights.Where(f => f.Delay is >= 0 and < 1_000).Select(f => f.Date.Microseconds), results);
    }

    [Theory, InlineData(1), InlineData(2)]
    public void Chains_break_where_the_user_says_and_behind_event_time(int parallelism)
    {
        Assert.Equal(
            [
                "rows: rows (0), event-time, forward exchange to where",
                "where: where, forward exchange to narrow",
                "narrow: select, forward exchange to where",
            ],
            PlanTests.Plan<BrokenChains>(parallelism).Take(3).Select(line => line.Replace("narrow: narrow", "narrow: select", StringComparison.Ordinal)));
        Assert.All(PlanTests.Build<BrokenChains>(parallelism).Edges, edge => Assert.Equal(ExchangeKind.Forward, edge.Kind));
        Assert.Equal(5, PlanTests.Build<BrokenChains>(parallelism).Vertices.Count);
    }

    [Fact]
    public void A_keyed_operator_is_chained_to_nothing_but_its_exchange()
    {
        Assert.Equal(["rows: rows (0), where, forward exchange to keep-first", "keep-first → discard: keep-first (first row of each key, state per key), discard"], PlanTests.Plan<KeyedChain>(1));
        Assert.Equal(["rows → partial keep-first", "keep-first → discard"], PlanTests.Build<KeyedChain>(2).Vertices.Select(vertex => vertex.Name));
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public void Plans_show_how_many_subtasks_there_are(int parallelism)
    {
        var graph = PlanTests.Build<OwnParallelism>(parallelism);
        int Subtasks(string name) => graph.Vertices.Single(vertex => vertex.Name.Split(" → ")[0] == name).Parallelism;
        Assert.Equal((2, 3, 4, 3, 3, 3, 1), (Subtasks("flights"), Subtasks("parse"), Subtasks("count"), Subtasks("furthest"), Subtasks("delays"), Subtasks("pairs"), Subtasks("counts")));
        Assert.All(graph.Edges, edge => Assert.True(edge.Kind != ExchangeKind.Forward || edge.From.Parallelism == edge.To.Parallelism));
    }

    [Fact]
    public void A_number_that_is_not_possible_is_refused()
    {
        var error = Assert.Throws<JobConfigurationException>(() => Build(new OwnParallelism { Wide = 0 }));
        Assert.Equal("'count' cannot run as 0 subtasks; give WithParallelism a number from 1 to 256.", error.Message);
    }

    private static JobGraph Build<TJob>(TJob job) where TJob : class, IJob<TJob> => TJob.Build(job, new GraphSettings(2));
}
