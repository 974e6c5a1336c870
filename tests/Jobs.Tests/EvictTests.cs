using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Evictors leave the rows that they say, at parallelism 1 and more.</summary>
public class EvictTests
{
    private const long HalfHour = 1_800_000_000;

    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(200_000).Where((_, i) => i % 20 == 0).Select((f, i) => f with { Distance = i * 7919 % 10_007 })];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_function_sees_the_rows_that_stay_and_an_aggregate_counts_them(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new Evicted { Flights = Flights, Results = results }, parallelism, mode);
        // Which rows came last is the source's order with one subtask.
        Func<string, bool> compared = row => row[0] switch { 'e' => parallelism == 1, 'z' => parallelism == 1 && mode == JobMode.Streaming, _ => true };
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
                yield return $"totals {origin.Key} {new Timestamp(window.Key * HalfHour)} {last.Length} {last.Sum(f => f.Distance)} {last.Max(f => f.Destination)} {last[0].Distance} {last.Select(f => f.Destination).Distinct().Count()}";
                // In the order they came.
                yield return $"zfold {origin.Key} {window.Where(last.Contains).Aggregate(0L, (sum, f) => sum * 3 + f.Distance)}";
                foreach (var f in last) yield return $"last {origin.Key} {new Timestamp(window.Key * HalfHour)} {f.Destination} {f.Distance} {last.Length}";
            }
            foreach (var window in origin.SelectMany(f => new[] { 0, 1 }.Select(back => (Start: f.Date.Microseconds / HalfHour - back, Flight: f))).GroupBy(p => p.Start, p => p.Flight))
            {
                long latest = window.Max(f => f.Date.Microseconds);
                var within = window.Where(f => f.Date.Microseconds > latest - 600_000_000).ToArray();
                yield return $"within {origin.Key} {new Timestamp(window.Key * HalfHour)} {within.Sum(f => f.Distance)} {within.Length}";
                yield return $"latest {origin.Key} {new Timestamp(window.Key * HalfHour)} {within.Sum(f => f.Distance)} {within.Length}";
            }
            foreach (var window in origin.SelectMany(f => new[] { 1, 2 }.Select(steps => (Hour: f.Date.Microseconds / (2 * HalfHour), Steps: steps, Flight: f)))
                .Where(p => p.Flight.Date.Microseconds < p.Hour * 2 * HalfHour + p.Steps * HalfHour).GroupBy(p => (p.Hour, p.Steps), p => p.Flight))
            {
                long start = window.Key.Hour * 2 * HalfHour;
                yield return $"sofar {origin.Key} {new Timestamp(start)} {new Timestamp(start + window.Key.Steps * HalfHour)} {window.OrderBy(f => f.Date.Microseconds).TakeLast(5).Sum(f => f.Distance)}";
            }
            var sorted = origin.OrderBy(f => f.Date.Microseconds).ToArray();
            for (int from = 0, i = 1; i <= sorted.Length; i++)
            {
                if (i < sorted.Length && sorted[i].Date - sorted[i - 1].Date <= Duration.Minutes(2)) continue;
                yield return $"farthest {origin.Key} {sorted[from..i].TakeLast(5).Max(f => f.Distance)}";
                from = i;
            }
        }
        // Nothing comes early in batch mode.
        for (int i = 0; i <= (mode == JobMode.Batch ? 0 : Flights.Length / 1_000); i++) yield return "early 100";
        foreach (var f in Flights[^3..]) yield return $"end {f.Distance}";
    }
}
