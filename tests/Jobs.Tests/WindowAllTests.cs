using System.Collections.Concurrent;
using Millrace.Runtime;

namespace Millrace.Jobs.Tests;

/// <summary>Windows over whole streams, at parallelism 1 and more.</summary>
public class WindowAllTests
{
    private const long Minute = 60_000_000;

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Every_kind_of_window_takes_a_whole_stream(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new WholeStream { Flights = Flights, Results = results }, parallelism, mode);
        Assert.Equal(Expected().Order(), results.Order());
    }

    [Fact]
    public async Task Without_rows_there_is_no_window()
    {
        var results = new ConcurrentBag<long>();
        await Run.ToEndAsync(new CountAll { Results = results }, 2);
        Assert.Empty(results);
    }

    [Fact]
    public void All_rows_meet_in_one_subtask_which_gets_partial_aggregates()
    {
        var graph = PlanTests.Build<CountAll>(3);
        Assert.Equal([("rows → partial all", 3), ("all → callback", 1)], graph.Vertices.Select(vertex => (vertex.Name, vertex.Parallelism)));
        Assert.Equal([ExchangeKind.Hash], graph.Edges.Select(edge => edge.Kind));
    }

    // Distances are distinct, so that the farthest is clear.
    private static readonly Flight[] Flights =
        [.. DisorderedFlights.Make(200_000).Where((_, i) => i % 40 == 0 || i % 997 == 0).Select((f, i) => f with { Distance = i * 7919 % 10_007 })];

    private static IEnumerable<string> Expected()
    {
        var flights = Flights.Where(f => f.Distance > 100).OrderBy(f => f.Date.Microseconds).ToList();
        foreach (var g in flights.GroupBy(f => f.Date.Microseconds / (60 * Minute) * 60 * Minute))
        {
            yield return Of('t', g.Key, g.Key + 60 * Minute, [.. g], g.Select(f => f.Origin).Distinct().Count());
            for (int step = 1; step <= 3; step++)
            {
                var inside = g.Where(f => f.Date.Microseconds < g.Key + step * 20 * Minute).ToList();
                if (inside.Count > 0) yield return Of('c', g.Key, g.Key + step * 20 * Minute, inside);
            }
        }
        foreach (var g in flights.SelectMany(f => new[] { 0L, 30 }.Select(back => (Start: (f.Date.Microseconds / (30 * Minute) * 30 - back) * Minute, Flight: f))).GroupBy(p => p.Start, p => p.Flight))
            yield return Of('s', g.Key, g.Key + 60 * Minute, [.. g]);
        for (int first = 0, next; first < flights.Count; first = next)
        {
            for (next = first + 1; next < flights.Count && flights[next].Date.Microseconds - flights[next - 1].Date.Microseconds <= 1_000_000;) next++;
            yield return Of('b', flights[first].Date.Microseconds, flights[next - 1].Date.Microseconds + 1_000_000, flights[first..next]);
        }
        yield return Of('g', long.MinValue, long.MaxValue, flights);
    }

    private static string Of(char kind, long start, long end, List<Flight> flights, int places = 0) =>
        $"{kind} {new Timestamp(start)} {new Timestamp(end)} {flights.Count} {flights.MaxBy(f => f.Distance).Destination} {places}";
}
