namespace Millrace.Jobs.Tests;

/// <summary>Window joins give the same rows as LINQ, at parallelism 1 and more.</summary>
public class WindowJoinTests
{
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(2_000)];
    private static readonly Leg[] Arrivals = [.. DisorderedFlights.Make(1_500).Select((f, i) => new Leg(i, f.Destination == "JFK" ? "nowhere" : f.Destination, f.Date)).Where(leg => leg.Number % 9 == 0)];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Rows_of_a_window_are_joined(int parallelism, JobMode mode)
    {
        var job = new Meetings { Flights = Flights, Arrivals = Arrivals };
        await Run.ToEndAsync(job, parallelism, mode);
        var tumbling = Pairs(time => [time / 1_000_000]).ToList();
        Assert.Equal(tumbling.Where(pair => pair is { Item1: >= 0, Item2: >= 0 }).Order(), job.Tumble.Order());
        // Windows of 900 ms that start every 300 ms.
        var sliding = Pairs(time => [.. Enumerable.Range(0, 3).Select(back => (time / 300_000) - back)]).ToList();
        Assert.Equal(sliding.Where(pair => pair.Item1 >= 0).Order(), job.Slide.Order());
        var sessions = new Dictionary<(string, long), long>();
        foreach (var airport in Flights.Select(f => (f.Origin.ToString(), f.Date.Microseconds)).Concat(Arrivals.Select(leg => (leg.Airport.ToString(), leg.Time.Microseconds))).GroupBy(x => x.Item1))
        {
            long last = long.MinValue / 2, number = 0;
            foreach (long time in airport.Select(x => x.Item2).Order())
            {
                if (time - last > 100_000) number++;
                sessions[(airport.Key, time)] = number;
                last = time;
            }
        }
        Assert.Equal(Pairs((airport, time) => [sessions[(airport, time)]]).Order(), job.InSessions.Order());
    }

    private static IEnumerable<(long, int)> Pairs(Func<long, long[]> windowsOf) => Pairs((_, time) => windowsOf(time));

    /// <summary>All pairs of each window, and rows that have none, with -1 for what is missing.</summary>
    private static IEnumerable<(long, int)> Pairs(Func<string, long, long[]> windowsOf)
    {
        var departures = Flights.SelectMany(f => windowsOf(f.Origin.ToString(), f.Date.Microseconds).Select(window => (Airport: f.Origin.ToString(), window, f.Date.Microseconds))).ToLookup(x => (x.Airport, x.window), x => x.Microseconds);
        var arrivals = Arrivals.SelectMany(leg => windowsOf(leg.Airport.ToString(), leg.Time.Microseconds).Select(window => (Airport: leg.Airport.ToString(), window, leg.Number))).ToLookup(x => (x.Airport, x.window), x => x.Number);
        foreach (var window in departures)
        {
            foreach (long departure in window)
                foreach (int number in arrivals[window.Key].DefaultIfEmpty(-1)) yield return (departure, number);
        }
        foreach (var window in arrivals.Where(window => !departures.Contains(window.Key)))
            foreach (int number in window) yield return (-1, number);
    }
}
