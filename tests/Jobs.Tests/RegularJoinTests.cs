namespace Millrace.Jobs.Tests;

/// <summary>Regular joins give all pairs of rows that are alive, at parallelism 1 and more.</summary>
public class RegularJoinTests
{
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(800)];
    private static readonly Leg[] Arrivals = [.. DisorderedFlights.Make(600).Select((f, i) => new Leg(i, f.Destination == "JFK" ? "nowhere" : f.Destination, f.Date)).Where(leg => leg.Number % 9 == 0)];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Every_row_meets_every_row_of_the_other_side(int parallelism, JobMode mode)
    {
        var job = new Encounters { Flights = Flights, Arrivals = Arrivals };
        var metrics = await Run.ToEndAsync(job, parallelism, mode);
        foreach (var airport in Flights.GroupBy(f => f.Origin.ToString()))
        {
            // Of two rows that come, the second finds one at most; all but the last of each side are given up.
            Assert.InRange(job.Latest.Count(pair => pair == $"{airport.Key} {airport.Key}"), airport.Count(), 2 * airport.Count() - 1);
        }
        Assert.Equal(2 * Flights.Length - 2 * Flights.Select(f => f.Origin.ToString()).Distinct().Count(), metrics.Counters.Single(counter => counter.Name == "rows given up").Value);
        var all = Flights.SelectMany(f => Arrivals.Where(leg => leg.Airport == f.Origin).Select(leg => (Flight: f, Leg: leg))).ToList();
        Assert.Equal(all.Select(pair => (pair.Flight.Date.Microseconds, pair.Leg.Number)).Order(), job.Pairs.Order());
        Assert.Equal(job.Pairs.Order(), job.Ever.Order());
        var perSecond = all.GroupBy(pair => (Airport: pair.Flight.Origin.ToString(), Start: Math.Max(pair.Flight.Date.Microseconds, pair.Leg.Time.Microseconds) / 1_000_000 * 1_000_000));
        Assert.Equal(perSecond.Select(group => (group.Key.Airport, group.Key.Start, (long)group.Count())).Order(), job.PerSecond.Order());
    }

    [Fact]
    public async Task A_time_to_live_that_is_none_is_an_error()
    {
        var job = new Encounters { Flights = Flights, Arrivals = Arrivals, Alive = Duration.Zero };
        var error = await Assert.ThrowsAnyAsync<Exception>(() => Run.ToEndAsync(job));
        Assert.Contains("above zero", error.Message, StringComparison.Ordinal);
    }
}
