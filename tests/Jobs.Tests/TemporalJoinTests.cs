namespace Millrace.Jobs.Tests;

/// <summary>Temporal joins give the same rows as LINQ, at parallelism 1 and more.</summary>
public class TemporalJoinTests
{
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(3_000)];
    // Each at a time of its own, so that there is one latest.
    private static readonly Leg[] Arrivals = [.. DisorderedFlights.Make(900).Select((f, i) =>
        new Leg(i, f.Destination == "JFK" ? "nowhere" : f.Destination, f.Date + Duration.FromMicroseconds(i + 5_000_000)))];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_row_is_joined_with_the_version_as_of_its_time(int parallelism, JobMode mode)
    {
        var job = new LastLegs { Flights = Flights, Arrivals = Arrivals };
        await Run.ToEndAsync(job, parallelism, mode);
        var expected = Flights.Select(f => (f.Date.Microseconds,
            Arrivals.Where(leg => leg.Airport == f.Origin && leg.Time <= f.Date).OrderBy(leg => leg.Time).Select(leg => leg.Number).LastOrDefault(-1))).ToList();
        Assert.Contains(expected, pair => pair.Item2 < 0);
        Assert.Equal(expected.Order(), job.Left.Order());
        Assert.Equal(expected.Where(pair => pair.Item2 >= 0).Order(), job.Inner.Order());
    }
}
