namespace Millrace.Jobs.Tests;

/// <summary>Asynchronous calls, at parallelism 1 and more.</summary>
public class AsyncTests
{
    private const long HourUs = 3_600_000_000;

    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(200_000).Where((_, i) => i % 20 == 0).Select((f, i) => f with { Distance = i * 7919 % 10_007 })];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Every_row_meets_its_answer_at_its_event_time(int parallelism, JobMode mode)
    {
        var job = new AsyncCalls { Flights = Flights };
        await Run.ToEndAsync(job, parallelism, mode);
        var expected = Flights.Select(f => $"{f.Origin} {f.Origin} and more than twelve bytes {f.Distance} {f.Date}");
        // One split: all rows come by one subtask.
        Assert.Equal(expected, job.Ordered);
        Assert.Equal(Flights.Select(_ => "0"), job.Unordered);
        var counts = Flights.Where(f => f.Distance > 100).GroupBy(f => (f.Origin, Start: f.Date.Microseconds / HourUs * HourUs))
            .Select(g => $"{g.Key.Origin} {new Timestamp(g.Key.Start)} {g.Count()} {g.Sum(f => f.Distance % 11 == 0 ? -1 : f.Distance % 7)}");
        Assert.Equal(counts.Order(), job.Counts.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_lookup_asks_once_for_a_key_and_finds_what_there_is(int parallelism, JobMode mode)
    {
        var job = new Lookups { Flights = Flights };
        await Run.ToEndAsync(job, parallelism, mode);
        var found = Flights.Select(f => (Flight: f, Airport: Lookups.Find(f.Origin.ToString()))).ToList();
        Assert.Contains(found, pair => pair.Airport is null);
        Assert.Equal(found.Where(pair => pair.Airport is not null).Select(pair => $"{pair.Flight.Origin} {pair.Airport!.Name} {pair.Flight.Distance} {pair.Flight.Date}"), job.Inner);
        Assert.Equal(found.Select(pair => $"{pair.Flight.Origin} {pair.Flight.Date} {pair.Airport?.Name}").Order(), job.Left.Order());
        // One split: one subtask asks. Also for what is not there.
        Assert.Equal(Flights.Select(f => f.Origin.ToString()).Distinct().Count(), job.Asked.Count);
        Assert.All(job.Asked, asked => Assert.Equal(1, asked.Value));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public async Task Calls_behind_calls_lose_no_row_and_no_watermark(int parallelism)
    {
        var job = new CallsInARow { Flights = Flights };
        await Run.ToEndAsync(job, parallelism);
        var rows = Flights.Where(f => f.Distance * 2L % 5 != 0).ToList();
        Assert.Equal(rows.Select(f => $"{f.Origin} {f.Date} {2L * f.Distance} {f.Origin} and more than twelve bytes {2L * f.Distance} {Lookups.Find(f.Origin.ToString())?.Name}").Order(), job.Rows.Order());
        Assert.Equal(rows.GroupBy(f => (f.Origin, Start: f.Date.Microseconds / HourUs * HourUs)).Select(g => $"{g.Key.Origin} {new Timestamp(g.Key.Start)} {g.Count()}").Order(), job.Counts.Order());
        // Ordered behind ordered keeps the order.
        Assert.Equal(Flights.Select(f => $"{f.Date} {2L * f.Distance + 1}"), job.Ordered);
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task The_code_of_the_guide_runs(int parallelism, JobMode mode)
    {
        var job = new AsyncGuide { Orders = [new("mill", 2, default), new("nothing", 1, default), new("race", 3, default)] };
        await Run.ToEndAsync(job, parallelism, mode);
        Assert.Equal(new[] { "mill 8", "mill a mill", "nothing 0", "race 12", "race a race" }, job.Results.Order(StringComparer.Ordinal));
    }
}
