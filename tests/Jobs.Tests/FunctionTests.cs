using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Functions with state and timers give the same as LINQ, at parallelism 1 and more.</summary>
public class FunctionTests
{
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(20_000)];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_function_puts_rows_in_order_and_finds_gaps_with_two_timers(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new SpellsJob { Flights = Flights, Results = results }, parallelism, mode);
        Assert.Equal(ExpectedSpells().Order(StringComparer.Ordinal), results.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Maps_aggregates_and_side_outputs_hold_what_was_put_into_them(int parallelism, JobMode mode)
    {
        var job = new DestinationsJob { Flights = Flights };
        var metrics = await Run.ToEndAsync(job, parallelism, mode);
        var valid = Flights.Where(f => f.Distance <= job.Longest && f.Delay >= 0).ToArray();
        Assert.Equal(Flights.Where(f => f.Distance > job.Longest).Select(f => $"{f.Origin} {f.Distance}").Order(), job.Rejected.Order());
        Assert.Equal(Flights.Where(f => f.Distance <= job.Longest && f.Delay < 0).Select(f => f.Delay).Order(), job.EarlyDelays.Order());
        Assert.Equal([new CounterMetrics("validate", "rejected", Flights.Length - valid.Length)], metrics.Counters);
        var keys = valid.GroupBy(f => (Origin: f.Origin.ToString(), Far: f.Distance > 1_000)).ToArray();
        var names = keys.SelectMany(key => key.Select(f => (Name: $"{f.Destination}, a rather long name", Parity: f.Distance & 1)).Distinct().Select(x => x.Name));
        Assert.Equal(names.Order(), job.New.Order());
        var expected = keys.SelectMany(key => ExpectedDestinations(key.Key.Origin, [.. key]));
        Assert.Equal(expected.Order(StringComparer.Ordinal), job.Results.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> ExpectedDestinations(string origin, Flight[] flights)
    {
        double mean = flights.Average(f => f.Delay);
        string last = flights.Max(f => $"{f.Destination}, a rather long name")!;
        foreach (var group in flights.GroupBy(f => (Name: $"{f.Destination}, a rather long name", Parity: f.Distance & 1)))
        {
            yield return $"{origin} {(group.Key.Parity == 0 ? group.Key.Name : group.Key.Name.ToUpperInvariant())} {group.Count()} {mean:F6} {last}";
            if (group.Count() == 1) yield return $"{origin} {group.Key.Name} -1 {0.0:F6} ";
        }
    }

    private static IEnumerable<string> ExpectedSpells()
    {
        foreach (var airport in Flights.GroupBy(f => f.Origin.ToString()))
        {
            Timestamp start = default, last = default;
            long count = 0;
            string destination = "";
            foreach (var flight in airport.OrderBy(f => f.Date.Microseconds))
            {
                if (count > 0 && flight.Date - last > Duration.Minutes(40))
                {
                    if (count > 1) yield return $"airport of {airport.Key} {start} {last} {count} {destination}";
                    count = 0;
                    destination = "";
                }
                if (count++ == 0) start = flight.Date;
                last = flight.Date;
                string name = $"{flight.Destination} international airport";
                if (string.CompareOrdinal(name, destination) > 0) destination = name;
            }
            if (count > 1) yield return $"airport of {airport.Key} {start} {last} {count} {destination}";
        }
    }
}
