using System.Collections.Concurrent;
using Millrace.Runtime;

namespace Millrace.Jobs.Tests;

/// <summary>Evictors leave the rows that they say, at parallelism 1 and more.</summary>
public class EvictTests
{
    private const long HalfHour = 1_800_000_000;

    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(200_000).Where((_, i) => i % 20 == 0).Select((f, i) => f with { Distance = i * 7919 % 10_007 })];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_function_sees_the_rows_that_stay(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new Evicted { Flights = Flights, Results = results }, parallelism, mode);
        // Which rows came last is the source's order with one subtask.
        Func<string, bool> compared = row => parallelism == 1 || row[0] != 'e';
        string[] expected = [.. Expected(mode)];
        Assert.Equal(expected.Where(compared).Order(), results.Where(compared).Order());
        Assert.Equal(expected.Length, results.Count);
    }

    private static IEnumerable<string> Expected(JobMode mode)
    {
        foreach (var origin in Flights.GroupBy(f => f.Origin.ToString()))
        {
            foreach (var window in origin.GroupBy(f => f.Date.Microseconds / HalfHour))
            {
                var last = window.OrderBy(f => f.Date.Microseconds).TakeLast(5).ToArray();
                foreach (var f in last) yield return $"last {origin.Key} {new Timestamp(window.Key * HalfHour)} {f.Destination} {f.Distance} {last.Length}";
            }
            foreach (var window in origin.SelectMany(f => new[] { 0, 1 }.Select(back => (Start: f.Date.Microseconds / HalfHour - back, Flight: f))).GroupBy(p => p.Start, p => p.Flight))
            {
                long latest = window.Max(f => f.Date.Microseconds);
                var within = window.Where(f => f.Date.Microseconds > latest - 600_000_000).ToArray();
                yield return $"within {origin.Key} {new Timestamp(window.Key * HalfHour)} {within.Sum(f => f.Distance)} {within.Length}";
            }
        }
        // Nothing comes early in batch mode.
        for (int i = 0; i <= (mode == JobMode.Batch ? 0 : Flights.Length / 1_000); i++) yield return "early 100";
        foreach (var f in Flights[^3..]) yield return $"end {f.Distance}";
    }
}
