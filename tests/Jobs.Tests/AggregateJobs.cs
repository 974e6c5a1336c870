using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

[Record]
public readonly partial record struct Scatter(Utf8String Origin, ScatterFigures Figures);

[Record]
public readonly partial record struct ScatterFigures(
    Timestamp Start, double Variance, double Deviation, double PopulationVariance, double PopulationDeviation, double OfLongs, double OfDoubles);

[Job]
public sealed partial class Scatters
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string Origin, ScatterFigures Row)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Hours(1_000))
        .KeyBy(f => f.Origin)
        .Window(Tumbling.Every(Duration.Minutes(1)))
        .DropLate()
        .Aggregate(g => new Scatter(g.Key, new ScatterFigures(
            g.Window.Start, g.Variance(f => f.Delay), g.StandardDeviation(f => f.Delay),
            g.PopulationVariance(f => f.Delay), g.PopulationStandardDeviation(f => f.Delay),
            g.PopulationVariance(f => (long)f.Distance), g.PopulationVariance(f => f.Distance / 3.0))))
        .To(Rows.To(Results.Add, (Scatter s) => (s.Origin.ToString(), s.Figures)));
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
        .To(Rows.To(Results.Add, (Extremes e) => $"{e.Origin} {e.Start} {e.BestTime} {e.WorstDestination} {e.DistanceToFirst} {e.LastDestination}"));
}

[Record]
public readonly partial record struct Record(Utf8String Origin, long Flight, double Deviation, int DelayOfFarthest);

[Job]
public sealed partial class Records
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string Origin, (long Flight, double Deviation, int DelayOfFarthest) Row)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .KeyBy(f => f.Origin)
        .Aggregate(g => new Record(g.Key, g.Count(), g.StandardDeviation(f => f.Delay), g.MaxBy(f => (f.Distance, f.Delay), f => f.Delay)))
        .To(Rows.To(Results.Add, (Record r) => (r.Origin.ToString(), (r.Flight, r.Deviation, r.DelayOfFarthest))));
}

[Record]
public readonly partial record struct Variety(Utf8String Origin, Timestamp Start, long Destinations, long Delays, long Times, long Flights);

[Job]
public sealed partial class Varieties
{
    internal Flight[] Flights { get; init; } = [];
    internal Duration Size { get; init; }
    internal ConcurrentBag<(string Origin, (Timestamp Start, long Destinations, long Delays, long Times, long Flights) Row)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Hours(1_000))
        .KeyBy(f => f.Origin)
        .Window(Tumbling.Every(Size))
        .DropLate()
        .Aggregate(g => new Variety(
            g.Key, g.Window.Start, g.ApproximateCountDistinct(f => f.Destination), g.ApproximateCountDistinct(f => f.Delay),
            g.ApproximateCountDistinct(f => f.Date), g.Count()))
        .To(Rows.To(Results.Add, (Variety v) => (v.Origin.ToString(), (v.Start, v.Destinations, v.Delays, v.Times, v.Flights))));
}

[Record]
public readonly partial record struct Selected(
    Utf8String Origin, Timestamp Start, long All, long Late, long Early, long DelayOfLate, double MeanDelayOfLate, int LongestOfLate, Utf8String EarliestOfLate,
    Utf8String FarthestOfLate, double Deviation, long Distinct, long About, int Spread, int LeastRatio);

[Job]
public sealed partial class SelectedFlights
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Hours(1_000))
        .KeyBy(f => f.Origin)
        .Window(Tumbling.Every(Duration.Minutes(3)))
        .DropLate()
        .Aggregate(g => new Selected(
            g.Key, g.Window.Start, g.Count(), g.Where(f => f.Delay > 20).Count(), g.Where(f => f.Delay < 0).Count(),
            g.Where(f => f.Delay > 20).Sum(f => f.Delay), g.Where(f => f.Delay > 20).Average(f => f.Delay), g.Where(f => f.Delay > 20).Max(f => f.Distance),
            g.Where(f => f.Delay > 20).First(f => f.Destination), g.Where(f => f.Delay > 20).MaxBy(f => f.Distance, f => f.Destination),
            g.Where(f => f.Delay > 20).PopulationStandardDeviation(f => f.Delay), g.Where(f => f.Delay > 20).CountDistinct(f => f.Destination),
            g.Where(f => f.Delay > 20).ApproximateCountDistinct(f => f.Destination), g.Where(f => f.Delay > 20).Aggregate(new WidestOf(), f => f.Delay),
            // Throws for rows that do not pass.
            g.Where(f => f.Delay != 0).Min(f => f.Distance / f.Delay)))
        .To(Rows.To(Results.Add, (Selected s) => string.Join(" ", s.Origin, s.Start, s.All, s.Late, s.Early, s.DelayOfLate, s.MeanDelayOfLate.ToString("F6"), s.LongestOfLate,
            s.EarliestOfLate, s.FarthestOfLate, s.Deviation.ToString("F6"), s.Distinct, s.About, s.Spread, s.LeastRatio)));
}

/// <summary>Without an exact distinct count, so that rows are aggregated before the exchange.</summary>
[Job]
public sealed partial class SelectedBeforeTheExchange
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Hours(1_000))
        .KeyBy(f => f.Origin)
        .Window(Tumbling.Every(Duration.Hours(1)))
        .DropLate()
        .Aggregate(g => (g.Key, g.Window.Start, Late: g.Where(f => f.Delay > 58).Count(), Sum: g.Where(f => f.Delay > 58).Sum(f => f.Distance),
            Far: g.Where(f => f.Delay > 58).MaxBy(f => f.Distance, f => f.Destination), Ratio: g.Where(f => f.Delay > 0).Max(f => f.Distance / f.Delay)))
        .To(Rows.To(Results.Add, ((Utf8String Key, Timestamp Start, long Late, long Sum, Utf8String Far, int Ratio) s) => $"{s.Key} {s.Start} {s.Late} {s.Sum} {s.Far} {s.Ratio}"));
}

/// <summary>Starts from something else than zero.</summary>
public readonly struct WidestOf : IAggregate<int, (int Low, int High), int>
{
    public (int Low, int High) Create() => (1_000, 999);
    public void Add(ref (int Low, int High) acc, in int value) => acc = (Math.Min(acc.Low, value), Math.Max(acc.High == 999 ? value : acc.High, value));
    public void Merge(ref (int Low, int High) acc, in (int Low, int High) other) => acc = (Math.Min(acc.Low, other.Low), Math.Max(acc.High == 999 ? other.High : acc.High, other.High));
    public int Result(in (int Low, int High) acc) => acc.High - acc.Low;
}
