using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Exchanges that the user asks for change where rows are worked on, and nothing else.</summary>
public class ExchangeTests
{
    // In more splits than some runs have subtasks.
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(150_000)];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Event_time_and_watermarks_cross_exchanges_and_no_row_is_late(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string, long)>();
        await Run.ToEndAsync(new SpreadWindows { Flights = Flights, Results = results }, parallelism, mode);
        var expected = Flights.Where(f => f.Delay > 0).GroupBy(f => (Origin: f.Origin.ToString(), Minute: f.Date.Microseconds / 60_000_000))
            .Select(group => (group.Key.Origin, (long)group.Count()));
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Every_row_takes_every_way_once(int parallelism, JobMode mode)
    {
        var flights = Flights[..20_000];
        var results = new ConcurrentBag<(string, long)>();
        await Run.ToEndAsync(new EveryExchange { Flights = flights, Results = results }, parallelism, mode);
        var late = flights.Where(f => f.Delay > 20).ToArray();
        var expected = late.Select(f => (f.Origin.ToString(), (long)f.Delay))
            .Concat(flights.SelectMany(f => new[] { (f.Origin.ToString(), 1L), (f.Destination.ToString(), 2L) }))
            .Concat(late.Concat(flights).Select(f => (f.Destination.ToString(), (long)f.Distance)));
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Rescale_keeps_the_order_of_a_split(int parallelism, JobMode mode)
    {
        var flights = Flights[..20_000];
        var results = new ConcurrentQueue<long>();
        await Run.ToEndAsync(new Rescaled { Flights = flights, Results = results }, parallelism, mode);
        Assert.Equal(flights.Select(f => f.Date.Microseconds), results);
    }
}
