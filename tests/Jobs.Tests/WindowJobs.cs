using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Windows that grow through the day.</summary>
[Job]
public sealed partial class SoFarToday
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Minutes(1))
        .KeyBy(f => f.Origin)
        .Window(Cumulating.Of(max: Duration.Hours(2), every: Duration.Minutes(30)))
        .DropLate()
        .Aggregate(g => (g.Key, g.Window, Flights: g.Count(), Delay: g.Sum(f => f.Delay), Different: g.CountDistinct(f => f.Delay)))
        .To(Rows.To(Results.Add, ((Utf8String Key, Window Window, long Flights, long Delay, long Different) r) => $"{r.Key} {r.Window.Start} {r.Window.End} {r.Flights} {r.Delay} {r.Different}"));
}

/// <summary>The same without an aggregate that forbids partial aggregation.</summary>
[Job]
public sealed partial class GatheredSoFarToday
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Minutes(1))
        .KeyBy(f => f.Origin)
        .Window(Cumulating.Of(max: Duration.Hours(2), every: Duration.Minutes(30)))
        .DropLate()
        .Aggregate(g => (g.Key, g.Window, Flights: g.Count(), Far: g.Max(f => f.Destination)))
        .To(Rows.To(Results.Add, ((Utf8String Key, Window Window, long Flights, Utf8String Far) r) => $"{r.Key} {r.Window.Start} {r.Window.End} {r.Flights} {r.Far}"));
}

/// <summary>The last day by the clocks of a zone, every six hours; and flights of one day, joined.</summary>
[Job]
public sealed partial class LastLocalDay
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];
    internal ConcurrentBag<string> Early { get; init; } = [];
    internal ConcurrentBag<string> Pairs { get; init; } = [];
    public string Zone { get; init; } = "Europe/Berlin";

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Minutes(1));
        flights.KeyBy(f => f.Origin)
            .Window(Sliding.Of(Duration.Days(1), every: Duration.Hours(6), zone: Zone))
            .DropLate()
            .Aggregate(g => (g.Key, g.Window, Flights: g.Count()))
            .To(Rows.To(Results.Add, ((Utf8String Key, Window Window, long Flights) r) => $"{r.Key} {r.Window.Start} {r.Window.Length} {r.Flights}"));
        flights.KeyBy(f => f.Origin)
            .Window(Sliding.Of(Duration.Days(1), every: Duration.Hours(6), zone: Zone))
            .EarlyEvery(1_000_000)
            .DropLate()
            .Aggregate(g => (g.Key, g.Window, Flights: g.Count()))
            .To(Rows.To(Early.Add, ((Utf8String Key, Window Window, long Flights) r) => $"{r.Key} {r.Window.Start} {r.Window.Length} {r.Flights}"));
        flights.Where(f => f.Delay % 144 == 0).KeyBy(f => f.Origin).Join(flights.Where(f => f.Delay % 72 == 0).KeyBy(f => f.Origin))
            .Window(Tumbling.Every(Duration.Days(1), zone: Zone)).DropLate()
            .Select((a, b) => (a.Date, Other: b.Date))
            .To(Rows.To<(Timestamp Date, Timestamp Other)>(r => Pairs.Add($"{r.Date} {r.Other}")));
    }
}

/// <summary>Windows with time between them, which rows are gathered for before the exchange, with and without an inverse.</summary>
[Job]
public sealed partial class Samples
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var windows = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Minutes(1)).KeyBy(f => f.Origin)
            .Window(Sliding.Of(Duration.Minutes(7), every: Duration.Minutes(20)))
            .DropLate();
        windows.Aggregate(g => (g.Key, g.Window.Start, Flights: g.Count()))
            .Named("counted")
            .To(Rows.To(Results.Add, ((Utf8String Key, Timestamp Start, long Flights) r) => $"{r.Key} {r.Start} {r.Flights}"));
        windows.Aggregate(g => (g.Key, g.Window.Start, Farthest: g.Max(f => f.Destination)))
            .To(Rows.To(Results.Add, ((Utf8String Key, Timestamp Start, Utf8String Farthest) r) => $"{r.Key} {r.Start} {r.Farthest}"));
    }
}

/// <summary>Calendar days of a zone.</summary>
[Job]
public sealed partial class LocalDays
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];
    public string Zone { get; init; } = "Europe/Berlin";

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Minutes(1))
        .KeyBy(f => f.Origin)
        .Window(Tumbling.Every(Duration.Days(1), zone: Zone))
        .DropLate()
        .Aggregate(g => (g.Key, g.Window, Flights: g.Count()))
        .To(Rows.To(Results.Add, ((Utf8String Key, Window Window, long Flights) r) => $"{r.Key} {r.Window.Start} {r.Window.Length} {r.Flights}"));
}
