using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

[Record]
public readonly partial record struct Tops(
    Utf8String Origin, Timestamp Start, RecordList<Utf8String> Latest, RecordList<Utf8String> Earliest, RecordList<int> ByName, RecordList<int> Delays,
    RecordList<Utf8String> Filtered, double P90, double Median, double OfFiltered, double OfDoubles)
{
    public string Text => string.Join(" ", Origin, Start, Latest, Earliest, ByName, Delays, Filtered, P90, Median, OfFiltered, OfDoubles);
}

[Job]
public sealed partial class TumblingTops
{
    internal Flight[] Flights { get; init; } = [];
    internal int Most { get; init; } = 3;
    internal double Share { get; init; } = 0.9;
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Hours(1_000))
        .KeyBy(f => f.Origin)
        .Window(Tumbling.Every(Duration.Minutes(20)))
        .DropLate()
        .Aggregate(g => new Tops(
            g.Key, g.Window.Start, g.TopK(Most, by: f => f.Delay, value: f => f.Destination), g.BottomK(2, f => f.Delay, f => f.Destination),
            g.TopK(5, by: f => f.Destination, thenBy: f => f.Distance, value: f => f.Delay), g.ToList(f => f.Delay),
            g.Where(f => f.Delay > 40).TopK(2, f => f.Distance, f => f.Destination),
            g.Quantile(f => f.Delay, Share), g.Median(f => f.Delay), g.Where(f => f.Delay > 40).Quantile(f => f.Distance, quantile: 1 - 0.75),
            g.Quantile(f => f.Distance / 3.0, 0.25)))
        .To(Rows.To(Results.Add, (Tops s) => s.Text));
}

[Job]
public sealed partial class SlidingTops
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Hours(1_000))
        .KeyBy(f => f.Origin)
        .Window(Sliding.Of(Duration.Minutes(20), every: Duration.Minutes(5)))
        .DropLate()
        .Aggregate(g => new Tops(
            g.Key, g.Window.Start, g.TopK(3, by: f => f.Delay, value: f => f.Destination), g.BottomK(2, f => f.Delay, f => f.Destination),
            g.TopK(5, by: f => f.Destination, thenBy: f => f.Distance, value: f => f.Delay), g.ToList(f => f.Delay),
            g.Where(f => f.Delay > 40).TopK(2, f => f.Distance, f => f.Destination),
            g.Quantile(f => f.Delay, 0.9), g.Median(f => f.Delay), g.Where(f => f.Delay > 40).Quantile(f => f.Distance, 0.25), g.Quantile(f => f.Distance / 3.0, 0.25)))
        .To(Rows.To(Results.Add, (Tops s) => s.Text));
}

[Job]
public sealed partial class SessionTops
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Hours(1_000))
        .KeyBy(f => f.Origin)
        .Window(Session.WithGap(Duration.Seconds(90)))
        .DropLate()
        .Aggregate(g => new Tops(
            g.Key, g.Window.Start, g.TopK(3, by: f => f.Delay, value: f => f.Destination), g.BottomK(2, f => f.Delay, f => f.Destination),
            g.TopK(5, by: f => f.Destination, thenBy: f => f.Distance, value: f => f.Delay), g.ToList(f => f.Delay),
            g.Where(f => f.Delay > 40).TopK(2, f => f.Distance, f => f.Destination),
            g.Quantile(f => f.Delay, 0.9), g.Median(f => f.Delay), g.Where(f => f.Delay > 40).Quantile(f => f.Distance, 0.25), g.Quantile(f => f.Distance / 3.0, 0.25)))
        .To(Rows.To(Results.Add, (Tops s) => s.Text));
}

/// <summary>Without what keeps all values, so that rows are gathered before the exchange.</summary>
[Job]
public sealed partial class TopsBeforeTheExchange
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];
    internal ConcurrentBag<(string Origin, double P10, double Median)> Quantiles { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var windows = job
            .From(Rows.From(Flights))
            .EventTime(f => f.Date, Duration.Hours(1_000))
            .KeyBy(f => f.Origin)
            .Window(Tumbling.Every(Duration.Hours(24)))
            .DropLate();
        windows
            .Aggregate(g => (g.Key, Top: g.TopK(4, by: f => f.Destination, thenBy: f => f.Distance, value: f => (f.Destination, f.Date))))
            .To(Rows.To(Results.Add, ((Utf8String Key, RecordList<(Utf8String Destination, Timestamp Date)> Top) s) => $"{s.Key} {s.Top}"));
        windows
            .Aggregate(g => (g.Key, P10: g.Quantile(f => f.Date.Microseconds, 0.1), Median: g.Median(f => f.Date.Microseconds)))
            .To(Rows.To(Quantiles.Add, ((Utf8String Key, double P10, double Median) s) => (s.Key.ToString(), s.P10, s.Median)));
    }
}

[Job]
public sealed partial class RankedFlights
{
    internal Flight[] Flights { get; init; } = [];
    internal int Most { get; init; }
    internal Duration Slack { get; init; } = Duration.Hours(1_000);
    internal ConcurrentBag<string> Results { get; init; } = [];
    internal ConcurrentBag<long> Late { get; init; } = [];

    private void Define(JobBuilder job)
    {
        job
            .From(Rows.From(Flights))
            .EventTime(f => f.Date, Slack)
            .KeyBy(f => f.Origin)
            .Window(Sliding.Of(Duration.Minutes(30), every: Duration.Minutes(10)))
            .LateOutput(out var late)
            .TopN(Most, by: f => f.Delay, thenBy: f => f.Destination)
            .Where(top => top.Rank > 1)
            .To(Rows.To(Results.Add, ((Flight Row, int Rank) top) => $"{top.Rank} {top.Row}"));
        late.To(Rows.To(Late.Add, ((Flight Row, Duration Lateness) late) => late.Row.Date.Microseconds));
    }
}

[Job]
public sealed partial class RollingTops
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .KeyBy(f => f.Origin)
        .Aggregate(g => (g.Key, Count: g.Count(), Top: g.TopK(3, by: f => f.Delay, thenBy: f => f.Date, value: f => f.Destination), Median: g.Median(f => f.Delay)))
        .To(Rows.To(Results.Add, ((Utf8String Key, long Count, RecordList<Utf8String> Top, double Median) s) => $"{s.Key} {s.Count} {s.Top} {s.Median}"));
}

/// <summary>Parity of values, with an inverse.</summary>
public readonly struct Parity : IRetractableAggregate<int, (long Odd, long Even), long>
{
    public (long Odd, long Even) Create() => default;
    public void Add(ref (long Odd, long Even) acc, in int value) => acc = (acc.Odd + (value & 1), acc.Even + (~value & 1));
    public void Merge(ref (long Odd, long Even) acc, in (long Odd, long Even) other) => acc = (acc.Odd + other.Odd, acc.Even + other.Even);
    public void Retract(ref (long Odd, long Even) acc, in (long Odd, long Even) other) => acc = (acc.Odd - other.Odd, acc.Even - other.Even);
    public long Result(in (long Odd, long Even) acc) => acc.Odd * 1_000 - acc.Even;
}

/// <summary>All aggregates have an inverse.</summary>
[Job]
public sealed partial class Subtracted
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Hours(1_000))
        .KeyBy(f => (f.Origin, f.Destination))
        .Window(Sliding.Of(Duration.Minutes(20), every: Duration.Minutes(2)))
        .DropLate()
        .Aggregate(g => (g.Key.Origin, g.Key.Destination, g.Window.Start, Count: g.Count(), Sum: g.Sum(f => f.Delay), Mean: g.Average(f => f.Distance),
            Late: g.Where(f => f.Delay > 30).Count(), Far: g.Where(f => f.Delay > 30).Sum(f => f.Distance), Parity: g.Aggregate(new Parity(), f => f.Delay),
            ParityOfLate: g.Where(f => f.Delay > 30).Aggregate(new Parity(), f => f.Distance)))
        .To(Rows.To(Results.Add, ((Utf8String Origin, Utf8String Destination, Timestamp Start, long Count, long Sum, double Mean, long Late, long Far, long Parity, long ParityOfLate) s) => string.Join(" ", s.Origin, s.Destination, s.Start, s.Count, s.Sum, s.Mean, s.Late, s.Far, s.Parity, s.ParityOfLate)));
}
