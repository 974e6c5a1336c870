using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Reduces and folds over windows, at parallelism 1 and more.</summary>
public class FoldTests
{
    private const long HalfHour = 1_800_000_000;

    // Distances are distinct, so that the farthest is clear.
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(200_000).Where((_, i) => i % 20 == 0).Select((f, i) => f with { Distance = i * 7919 % 10_007 })];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Reduces_and_folds_give_what_LINQ_gives(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new Folds { Flights = Flights, Results = results }, parallelism, mode);
        Assert.Equal(Expected(Run.InOrder(Flights, mode)).Order(), results.Order());
    }

    [Fact]
    public void A_reduce_starts_before_the_exchange_and_a_fold_does_not()
    {
        string plan = string.Join("; ", PlanTests.Build<Folds>(2).Vertices[0].Operators);
        Assert.Contains("farthest (partial aggregation)", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("window-fold (partial", plan, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Expected(Flight[] flights)
    {
        foreach (var origin in flights.GroupBy(f => f.Origin.ToString()))
        {
            foreach (var window in origin.GroupBy(f => f.Date.Microseconds / HalfHour))
            {
                yield return Farthest('t', window);
                yield return $"f {origin.Key} {1_000 + window.Sum(f => (long)f.Distance)} {window.Max(f => f.Destination)}";
            }
            foreach (var window in origin.SelectMany(f => new[] { 0, 1 }.Select(back => (Start: f.Date.Microseconds / HalfHour - back, Flight: f))).GroupBy(p => p.Start, p => p.Flight))
                yield return Farthest('s', window);
            foreach (var window in origin.Chunk(50).Where(chunk => chunk.Length == 50)) yield return $"c {origin.Key} {window.Sum(f => (long)f.Distance)}";
        }
    }

    private static string Farthest(char kind, IEnumerable<Flight> window)
    {
        var farthest = window.MaxBy(f => f.Distance);
        return $"{kind} {farthest.Origin} {farthest.Destination} {farthest.Distance}";
    }
}
