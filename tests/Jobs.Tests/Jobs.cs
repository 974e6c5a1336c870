using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

[Record]
public readonly partial record struct Line(Utf8String Text);

[Record]
public readonly partial record struct Count(Utf8String Word, long Number);

[Job]
public sealed partial class WordCounts
{
    public string[] Lines { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Lines, line => new Line(line)))
        .SelectMany((Line line, Collector<Count> words) =>
        {
            var rest = line.Text.Span;
            while (!rest.IsEmpty)
            {
                int end = rest.IndexOf((byte)' ');
                if (end < 0) end = rest.Length;
                if (end > 0) words.Collect(new Count(rest[..end], 1));
                rest = rest[Math.Min(rest.Length, end + 1)..];
            }
        })
        .KeyBy(count => count.Word)
        .Aggregate(group => new Count(group.Key, group.Sum(count => count.Number)))
        .To(Rows.To(Results.Add, (Count count) => (count.Word.ToString(), count.Number)));
}

[Job]
public sealed partial class Branches
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights));
        var late = flights.Where(f => f.Delay > 20).Select(f => new { Kind = 1, f.Origin, Value = (long)f.Delay });
        var far = flights.Where(f => f.Distance > 500).Select(f => new { Kind = 2, f.Origin, Value = (long)f.Distance });
        late.Union(far, flights.Select(f => new { Kind = 3, f.Origin, Value = 1L }))
            .Select(x => (x.Kind, Count: new Count(x.Origin, x.Value)))
            .To(Rows.To(Results.Add, ((int Kind, Count Count) x) => ((x.Kind switch { 1 => "late ", 2 => "far ", _ => "all " }) + x.Count.Word.ToString(), x.Count.Number)));
    }
}

[Job]
public sealed partial class Longest
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .Select(f => (f.Origin, f.Destination, f.Distance))
        .KeyBy(f => (f.Origin, f.Destination))
        .Reduce((longest, next) => next.Distance > longest.Distance ? next : longest)
        .To(Rows.To(Results.Add, ((Utf8String Origin, Utf8String Destination, int Distance) f) => ($"{f.Origin}-{f.Destination}", (long)f.Distance)));
}

public readonly struct Spread : IAggregate<int, (int Low, int High), int>
{
    public (int Low, int High) Create() => (int.MaxValue, int.MinValue);
    public void Add(ref (int Low, int High) acc, in int value) => acc = (Math.Min(acc.Low, value), Math.Max(acc.High, value));
    public void Merge(ref (int Low, int High) acc, in (int Low, int High) other) => acc = (Math.Min(acc.Low, other.Low), Math.Max(acc.High, other.High));
    public int Result(in (int Low, int High) acc) => acc.High - acc.Low;
}

[Record]
public readonly partial record struct Summary(
    Utf8String Origin, Timestamp Start, long Count, long Sum, int Min, Utf8String Max, double Average, int First, int Last, long Distinct, int Spread);

[Job]
public sealed partial class Everything
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Hours(1_000))
        .KeyBy(f => f.Origin)
        .Window(Tumbling.Every(Duration.Hours(1)))
        .DropLate()
        .Aggregate(g => new Summary(
            g.Key, g.Window.Start, g.Count(), g.Sum(f => f.Delay), g.Min(f => f.Delay), g.Max(f => f.Destination), g.Average(f => f.Delay),
            g.First(f => f.Distance), g.Last(f => f.Distance), g.CountDistinct(f => f.Destination), g.Aggregate(new Spread(), f => f.Delay)))
        .To(Rows.To(Results.Add, (Summary s) => $"{s.Origin} {s.Start} {s.Count} {s.Sum} {s.Min} {s.Max} {s.Average:R} {s.First} {s.Last} {s.Distinct} {s.Spread}"));
}

[Job]
public sealed partial class Overlapping
{
    internal Flight[] Flights { get; init; } = [];
    internal Duration Size { get; init; }
    internal Duration Slide { get; init; }
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Hours(1_000))
        .KeyBy(f => f.Origin)
        .Window(Sliding.Of(Size, every: Slide))
        .DropLate()
        .Aggregate(g => new Summary(
            g.Key, g.Window.Start, g.Count(), g.Sum(f => f.Delay), g.Min(f => f.Delay), g.Max(f => f.Destination), g.Average(f => f.Delay),
            g.First(f => f.Distance), g.Last(f => f.Distance), g.CountDistinct(f => f.Destination), g.Aggregate(new Spread(), f => f.Delay)))
        .To(Rows.To(Results.Add, (Summary s) => $"{s.Origin} {s.Start} {s.Count} {s.Sum} {s.Min} {s.Max} {s.Average:R} {s.First} {s.Last} {s.Distinct} {s.Spread}"));
}

[Job]
public sealed partial class BusyTimes
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Hours(1_000))
        .KeyBy(f => (f.Origin, f.Destination))
        .Window(Session.WithGap(Duration.Minutes(4)))
        .DropLate()
        .Aggregate(g => (g.Key.Origin, g.Key.Destination, g.Window, Flights: g.Count(), Longest: g.Max(f => f.Distance), Distinct: g.CountDistinct(f => f.Delay)))
        .To(Rows.To(Results.Add, ((Utf8String Origin, Utf8String Destination, Window Window, long Flights, int Longest, long Distinct) s) => $"{s.Origin}-{s.Destination} {s.Window.Start} {s.Window.End} {s.Flights} {s.Longest} {s.Distinct}"));
}

[Job]
public sealed partial class LateFlights
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];
    internal ConcurrentBag<(string, long)> Late { get; init; } = [];
    internal Duration Slack { get; init; }

    private void Define(JobBuilder job)
    {
        job.From(Rows.From(Flights))
            .EventTime(f => f.Date, Slack)
            .KeyBy(f => f.Origin)
            .Window(Tumbling.Every(Duration.Hours(1)))
            .LateOutput(out var late)
            .Aggregate(g => new Count(g.Key, g.Count()))
            .To(Rows.To(Results.Add, (Count c) => (c.Word.ToString(), c.Number)));
        late.Where(l => l.Lateness >= Duration.Zero)
            .Select(l => new Count(l.Row.Origin, l.Lateness.Microseconds))
            .To(Rows.To(Late.Add, (Count c) => (c.Word.ToString(), c.Number)));
    }
}
