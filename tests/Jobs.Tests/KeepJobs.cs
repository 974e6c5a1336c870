using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

[Record]
public readonly partial record struct Route(Utf8String Origin, Utf8String Destination);

/// <summary>The routes that were flown, from two streams that have many in common.</summary>
[Job]
public sealed partial class Routes
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights));
        flights.Where(f => f.Delay > 20).Select(f => new Route(f.Origin, f.Destination))
            .Union(flights.Where(f => f.Distance > 1_000).Select(f => new Route(f.Origin, f.Destination)))
            .Distinct()
            .Named("routes")
            .Where(route => route.Origin != route.Destination)
            .To(Rows.To(Results.Add, (Route route) => $"{route.Origin}-{route.Destination}"));
    }
}

/// <summary>The latest numbers.</summary>
[Job]
public sealed partial class LatestNumbers
{
    internal Number[] Numbers { get; init; } = [];
    internal ConcurrentQueue<(string Place, int Value)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Numbers))
        .EventTime(n => n.Time, Duration.Zero)
        .KeyBy(n => n.Place)
        .KeepLast()
        .To(Rows.To(Results.Enqueue, (Number n) => (n.Place.ToString(), n.Value)));
}

/// <summary>Distinct rows of a few fields, as an anonymous type, counted.</summary>
[Job]
public sealed partial class DistinctDelays
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Zero)
        .Select(f => new { f.Origin, f.Delay })
        .Distinct()
        .KeyBy(x => x.Origin)
        .Window(Tumbling.Every(Duration.Days(10_000)))
        .DropLate()
        .Aggregate(group => new Count(group.Key, group.Count()))
        .To(Rows.To(Results.Add, (Count count) => (count.Word.ToString(), count.Number)));
}

/// <summary>Far more different rows, with long text, than are remembered before an exchange.</summary>
[Job]
public sealed partial class DistinctTimes
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .Select(f => (f.Origin, f.Date))
        .Distinct()
        .To(Rows.To(Results.Add, ((Utf8String Origin, Timestamp Date) x) => (x.Origin.ToString(), x.Date.Microseconds)));
}

/// <summary>The first flight from each airport with each delay.</summary>
[Job]
public sealed partial class FirstFlights
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, int, long)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .KeyBy(f => (f.Origin, f.Delay))
        .KeepFirst()
        .To(Rows.To(Results.Add, (Flight f) => (f.Origin.ToString(), f.Delay, f.Date.Microseconds)));
}

/// <summary>The latest flight from each airport, by event time or without.</summary>
[Job]
public sealed partial class LatestFlights
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];
    internal ConcurrentBag<(string, long)> Untimed { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights));
        flights.EventTime(f => f.Date, Duration.Hours(1_000)).KeyBy(f => f.Origin).KeepLast()
            .To(Rows.To(Results.Add, (Flight f) => (f.Origin.ToString(), f.Date.Microseconds)));
        flights.KeyBy(f => f.Origin).KeepLast()
            .To(Rows.To(Untimed.Add, (Flight f) => (f.Origin.ToString(), f.Date.Microseconds)));
    }
}
