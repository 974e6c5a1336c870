namespace Millrace.Jobs.Tests;

/// <summary>Rows are looked up in a whole table, at parallelism 1 and more.</summary>
public class BroadcastJoinTests
{
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(2_000)];
    private static readonly AirportInfo[] Airports =
        [new("JFK", "New York", 4), new("LAX", "Los Angeles", 4), new("SEA", "Seattle", 3), new("an airport with a long name", "a city with a long name", 1), new("ORD", "closed", 0)];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Rows_are_looked_up_in_a_table_that_is_complete(int parallelism, JobMode mode)
    {
        var job = new FlightsAndAirports { Flights = Flights, Airports = Airports };
        await Run.ToEndAsync(job, parallelism, mode);
        var table = Airports.Where(a => a.Runways > 0).ToDictionary(a => a.Code);
        var known = Flights.Where(f => table.ContainsKey(f.Origin)).ToList();
        Assert.Equal(known.Where(f => table.ContainsKey(f.Destination)).Select(f => (f.Date.Microseconds, table[f.Origin].City.ToString(), table[f.Destination].City.ToString())).Order(), job.Cities.Order());
        Assert.Equal(Flights.Select(f => (f.Date.Microseconds, table.TryGetValue(f.Origin, out var airport) ? airport.Runways : -1)).Order(), job.Runways.Order());
        var perSecond = known.GroupBy(f => (City: table[f.Origin].City.ToString(), Start: f.Date.Microseconds / 1_000_000 * 1_000_000));
        Assert.Equal(perSecond.Select(group => (group.Key.City, group.Key.Start, (long)group.Count())).Order(), job.PerSecond.Order());
        Assert.NotEmpty(job.Busiest);
    }
}
