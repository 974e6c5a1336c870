using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Interval joins give the same rows as LINQ, at parallelism 1 and more.</summary>
public class IntervalJoinTests
{
    private static readonly Flight[] Few = [.. DisorderedFlights.Make(3_000)], Many = [.. DisorderedFlights.Make(60_000)];
    private static readonly Leg[] Arrivals = [.. DisorderedFlights.Make(2_000).Select((f, i) => new Leg(i, f.Destination == "JFK" ? "nowhere" : f.Destination, f.Date))];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_stream_is_joined_with_itself(int parallelism, JobMode mode)
    {
        foreach (var flights in new[] { Few, Many })
        {
            var results = new ConcurrentBag<(string, string, long, long)>();
            await Run.ToEndAsync(new Turnarounds { Flights = flights, Longest = Duration.Seconds(1), Results = results }, parallelism, mode);
            Assert.Equal(Expected(flights).Order(), results.Order());
        }

        static IEnumerable<(string, string, long, long)> Expected(Flight[] flights)
        {
            var byRoute = flights.ToLookup(f => (f.Origin, f.Destination));
            foreach (var there in flights)
            {
                foreach (var back in byRoute[(there.Destination, there.Origin)])
                {
                    if (back.Date >= there.Date && back.Date <= there.Date + Duration.Seconds(1))
                        yield return (there.Origin.ToString(), there.Destination.ToString(), there.Date.Microseconds, back.Date.Microseconds);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Outer_joins_keep_rows_without_a_partner(int parallelism, JobMode mode)
    {
        var legs = new Legs { Flights = Few, Arrivals = Arrivals };
        await Run.ToEndAsync(legs, parallelism, mode);
        var pairs = Few.SelectMany(f => Arrivals.Where(leg => leg.Airport == f.Origin && leg.Time >= f.Date - Duration.Milliseconds(300) && leg.Time < f.Date)
            .Select(leg => (Flight: f, Leg: leg))).ToList();
        var inner = pairs.Select(pair => (pair.Flight.Origin.ToString(), pair.Leg.Number, pair.Flight.Date.Microseconds)).ToList();
        var left = Few.Select((f, i) => (f, i)).Where(x => !pairs.Any(pair => pair.Flight == x.f)).Select(x => (x.f.Origin.ToString(), -1, x.f.Date.Microseconds)).ToList();
        var matched = pairs.Select(pair => pair.Leg.Number).ToHashSet();
        var right = Arrivals.Where(leg => !matched.Contains(leg.Number)).Select(leg => (leg.Airport.ToString(), leg.Number, leg.Time.Microseconds)).ToList();
        Assert.NotEmpty(left);
        Assert.NotEmpty(right);
        Assert.Equal(inner.Order(), legs.Inner.Order());
        Assert.Equal(inner.Concat(left).Order(), legs.Left.Order());
        Assert.Equal(inner.Concat(right).Order(), legs.Right.Order());
        Assert.Equal(inner.Concat(left).Concat(right).Order(), legs.Full.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task No_row_is_lost_between_results_and_late_rows(int parallelism, JobMode mode)
    {
        var legs = new LateLegs { Flights = Few, Arrivals = [] };
        await Run.ToEndAsync(legs, parallelism, mode);
        // How many are late depends on how they were read; each is either late, or alone.
        Assert.Equal(Few.Length, legs.Late.Count + legs.Results.Sum(result => result.Item2));
        if (mode == JobMode.Batch) Assert.Empty(legs.Late);
        else if (parallelism == 1) Assert.NotEmpty(legs.Late);
    }
}
