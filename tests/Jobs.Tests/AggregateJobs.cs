using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

[Record]
public readonly partial record struct Scatter(
    Utf8String Origin, Timestamp Start, double Variance, double Deviation, double PopulationVariance, double PopulationDeviation,
    double OfLongs, double OfDoubles);

[Job]
public sealed partial class Scatters
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string Origin, Scatter Row)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Hours(1_000))
        .KeyBy(f => f.Origin)
        .Window(Tumbling.Every(Duration.Minutes(1)))
        .DropLate()
        .Aggregate(g => new Scatter(
            g.Key, g.Window.Start, g.Variance(f => f.Delay), g.StandardDeviation(f => f.Delay),
            g.PopulationVariance(f => f.Delay), g.PopulationStandardDeviation(f => f.Delay),
            g.PopulationVariance(f => (long)f.Distance), g.PopulationVariance(f => f.Distance / 3.0)))
        .To(Rows.To<Scatter>(s => Results.Add((s.Origin.ToString(), s))));
}

[Record]
public readonly partial record struct Extremes(
    Utf8String Origin, Timestamp Start, Timestamp BestTime, Utf8String WorstDestination, int DistanceToFirst, Utf8String LastDestination);

[Job]
public sealed partial class ExtremeFlights
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Hours(1_000))
        .KeyBy(f => f.Origin)
        .Window(Tumbling.Every(Duration.Hours(1)))
        .DropLate()
        .Aggregate(g => new Extremes(
            g.Key, g.Window.Start, g.MinBy(f => f.Delay, f => f.Date), g.MaxBy(f => f.Delay, f => f.Destination),
            g.MinBy(value: f => f.Distance, by: f => f.Destination), g.MaxBy(f => f.Destination, f => f.Destination)))
        .To(Rows.To<Extremes>(e => Results.Add($"{e.Origin} {e.Start} {e.BestTime} {e.WorstDestination} {e.DistanceToFirst} {e.LastDestination}")));
}

[Record]
public readonly partial record struct Record(Utf8String Origin, long Flight, double Deviation, int DelayOfFarthest);

[Job]
public sealed partial class Records
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string Origin, Record Row)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .KeyBy(f => f.Origin)
        .Aggregate(g => new Record(g.Key, g.Count(), g.StandardDeviation(f => f.Delay), g.MaxBy(f => (f.Distance, f.Delay), f => f.Delay)))
        .To(Rows.To<Record>(r => Results.Add((r.Origin.ToString(), r))));
}

[Record]
public readonly partial record struct Variety(Utf8String Origin, Timestamp Start, long Destinations, long Delays, long Times, long Flights);

[Job]
public sealed partial class Varieties
{
    internal Flight[] Flights { get; init; } = [];
    internal Duration Size { get; init; }
    internal ConcurrentBag<(string Origin, Variety Row)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Hours(1_000))
        .KeyBy(f => f.Origin)
        .Window(Tumbling.Every(Size))
        .DropLate()
        .Aggregate(g => new Variety(
            g.Key, g.Window.Start, g.ApproximateCountDistinct(f => f.Destination), g.ApproximateCountDistinct(f => f.Delay),
            g.ApproximateCountDistinct(f => f.Date), g.Count()))
        .To(Rows.To<Variety>(v => Results.Add((v.Origin.ToString(), v))));
}
