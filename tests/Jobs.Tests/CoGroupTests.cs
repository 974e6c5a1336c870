namespace Millrace.Jobs.Tests;

/// <summary>Co-groups give the same rows as LINQ, at parallelism 1 and more.</summary>
public class CoGroupTests
{
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(2_000)];
    private static readonly Leg[] Arrivals = [.. DisorderedFlights.Make(1_500).Select((f, i) => new Leg(i, f.Destination == "JFK" ? "nowhere" : f.Destination, f.Date)).Where(leg => leg.Number % 9 == 0)];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_function_sees_both_sides_of_each_window(int parallelism, JobMode mode)
    {
        var job = new DailyBalances { Flights = Flights, Arrivals = Arrivals };
        await Run.ToEndAsync(job, parallelism, mode);
        var tumbling = Groups((_, time) => [time / 1_000_000 * 1_000_000]);
        Assert.Equal(tumbling.Select(x => (x.Airport, x.Window, (long)x.Left.Count, (long)x.Right.Count, x.Right.Sum(leg => leg.Number), x.Left.Count == 0 ? 0 : x.Left.Max(f => f.Date.Microseconds))).Order(), job.Tumble.Order());
        Assert.Contains(tumbling, x => x.Left.Count == 0);
        Assert.Contains(tumbling, x => x.Right.Count == 0);
        Assert.Empty(job.LateLegs);
        var sliding = Groups((_, time) => [.. Enumerable.Range(0, 3).Select(back => ((time / 300_000) - back) * 300_000)]);
        Assert.Equal(sliding.Select(x => (x.Airport, x.Window, (x.Left.Count * 1_000L) + x.Right.Count)).Order(), job.Slide.Order());
        var sessions = new Dictionary<(string, long), long>();
        foreach (var airport in Flights.Select(f => (f.Origin.ToString(), f.Date.Microseconds)).Concat(Arrivals.Select(leg => (leg.Airport.ToString(), leg.Time.Microseconds))).GroupBy(x => x.Item1))
        {
            long last = long.MinValue / 2, first = 0;
            foreach (long time in airport.Select(x => x.Item2).Order())
            {
                if (time - last > 100_000) first = time;
                sessions[(airport.Key, time)] = first;
                last = time;
            }
        }
        var expected = Groups((airport, time) => [sessions[(airport, time)]]).SelectMany(x =>
        {
            long length = x.Left.Select(f => f.Date).Concat(x.Right.Select(leg => leg.Time)).Max().Microseconds + 100_000 - x.Window;
            return x.Left.SelectMany(f => x.Right.Select(leg => leg.Number).DefaultIfEmpty(-1).Select(number => (x.Airport, f.Date.Microseconds, number, length)));
        });
        Assert.Equal(expected.Order(), job.InSessions.Order());
    }

    private static List<(string Airport, long Window, List<Flight> Left, List<Leg> Right)> Groups(Func<string, long, long[]> windowsOf)
    {
        var groups = new Dictionary<(string, long), (List<Flight> Left, List<Leg> Right)>();
        foreach (var flight in Flights)
            foreach (long window in windowsOf(flight.Origin.ToString(), flight.Date.Microseconds)) Of(flight.Origin.ToString(), window).Left.Add(flight);
        foreach (var leg in Arrivals)
            foreach (long window in windowsOf(leg.Airport.ToString(), leg.Time.Microseconds)) Of(leg.Airport.ToString(), window).Right.Add(leg);
        return [.. groups.Select(group => (group.Key.Item1, group.Key.Item2, group.Value.Left, group.Value.Right))];

        (List<Flight> Left, List<Leg> Right) Of(string airport, long window) => groups.TryGetValue((airport, window), out var group) ? group : groups[(airport, window)] = ([], []);
    }
}
