namespace Millrace.Jobs.Tests;

/// <summary>Functions over two streams give the same as LINQ, at parallelism 1 and more.</summary>
public class ConnectTests
{
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(3_000)];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_function_shares_its_state_between_two_streams(int parallelism, JobMode mode)
    {
        var job = new LastLongJob { Flights = Flights };
        await Run.ToEndAsync(job, parallelism, mode);
        var expected = Flights.Select(f => (f.Date.Microseconds, Flights
            .Where(b => b.Distance > 2_000 && b.Origin == f.Origin && b.Date < f.Date).Select(b => b.Date.Microseconds).DefaultIfEmpty(Timestamp.MinValue.Microseconds).Max()));
        Assert.Equal(expected.Order(), job.Results.Order());
        Assert.Equal(Flights.Where(f => f.Distance < 300).Select(f => f.Date.Microseconds).Order(), job.Short.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Broadcast_rows_come_to_every_subtask(int parallelism, JobMode mode)
    {
        var names = Flights.Select(f => f.Destination).Distinct().ToArray();
        var limits = Enumerable.Range(0, 500).Select(i => (names[i % names.Length], i % 37)).ToArray();
        var job = new AboveJob { Flights = Flights, Limits = limits };
        await Run.ToEndAsync(job, parallelism, mode);
        var greatest = limits.GroupBy(limit => limit.Item1).ToDictionary(group => group.Key, group => group.Max(limit => limit.Item2));
        Assert.Equal(Flights.Where(f => f.Delay > greatest[f.Destination]).Select(f => f.Destination.ToString()).Order(), job.Results.Order());
    }
}
