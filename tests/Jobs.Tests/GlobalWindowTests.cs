using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>One window over the whole input, of rows without event time.</summary>
[Job]
public sealed partial class FlightsPerRoute
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .KeyBy(f => (f.Origin, f.Destination))
        .Window(Global.UntilEnd())
        .Aggregate(g => (g.Key.Origin, g.Key.Destination, g.Window, Flights: g.Count(), Longest: g.Max(f => f.Distance), Delays: g.CountDistinct(f => f.Delay)))
        .To(Rows.To(Results.Add, ((Utf8String Origin, Utf8String Destination, Window Window, long Flights, int Longest, long Delays) r) => $"{r.Origin}-{r.Destination} {r.Window.Start} {r.Window.End} {r.Flights} {r.Longest} {r.Delays}"));
}

/// <summary>A second window over the results of the first, which come at the end of time; counts are gathered before the exchange.</summary>
[Job]
public sealed partial class RoutesPerOrigin
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Zero)
        .KeyBy(f => (f.Origin, f.Destination))
        .Window(Global.UntilEnd())
        .Aggregate(g => (g.Key.Origin, Flights: g.Count()))
        .KeyBy(r => r.Origin)
        .Window(Global.UntilEnd())
        .Aggregate(g => new Count(g.Key, g.Max(r => r.Flights)))
        .To(Rows.To(Results.Add, (Count c) => (c.Word.ToString(), c.Number)));
}

public class GlobalWindowTests
{
    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_global_window_holds_all_rows_of_a_key(int parallelism, JobMode mode)
    {
        var flights = DisorderedFlights.Make(20_000).ToArray();
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new FlightsPerRoute { Flights = flights, Results = results }, parallelism, mode);
        var expected = flights.GroupBy(f => $"{f.Origin}-{f.Destination}").Select(g =>
            $"{g.Key} -infinity +infinity {g.Count()} {g.Max(f => f.Distance)} {g.Select(f => f.Delay).Distinct().Count()}");
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Global_windows_follow_one_another(int parallelism, JobMode mode)
    {
        var flights = DisorderedFlights.Make(20_000).ToArray();
        var results = new ConcurrentBag<(string, long)>();
        await Run.ToEndAsync(new RoutesPerOrigin { Flights = flights, Results = results }, parallelism, mode);
        var expected = flights.GroupBy(f => (f.Origin, f.Destination)).GroupBy(g => g.Key.Origin.ToString(), g => (long)g.Count()).Select(g => (g.Key, g.Max()));
        Assert.Equal(expected.Order(), results.Order());
    }

    [Fact]
    public async Task Input_without_rows_has_no_result()
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new FlightsPerRoute { Results = results }, 2);
        Assert.Empty(results);
    }
}
