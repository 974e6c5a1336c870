using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

[Record]
public readonly partial record struct Turnaround(Utf8String From, Utf8String To, Timestamp Out, Timestamp Back);

[Record]
public readonly partial record struct Leg(int Number, Utf8String Airport, Timestamp Time);

/// <summary>Each flight with the flights back, of one stream that is both sides.</summary>
[Job]
public sealed partial class Turnarounds
{
    internal Flight[] Flights { get; init; } = [];
    internal Duration Longest { get; init; }
    internal ConcurrentBag<(string, string, long, long)> Results { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Seconds(10));
        flights.KeyBy(f => (f.Origin, f.Destination))
            .Join(flights.KeyBy(f => (From: f.Destination, To: f.Origin)))
            .Within(Duration.Zero, Longest)
            .DropLate()
            .Select((there, back) => new Turnaround(there.Origin, there.Destination, there.Date, back.Date))
            .Named("turnarounds")
            .To(Rows.To(Results.Add, (Turnaround x) => (x.From.ToString(), x.To.ToString(), x.Out.Microseconds, x.Back.Microseconds)));
    }
}

/// <summary>Every kind of join of two streams with different rows, one of them a union, with open bounds.</summary>
[Job]
public sealed partial class Legs
{
    internal Flight[] Flights { get; init; } = [];
    internal Leg[] Arrivals { get; init; } = [];
    internal ConcurrentBag<(string, int, long)> Inner { get; init; } = [];
    internal ConcurrentBag<(string, int, long)> Left { get; init; } = [];
    internal ConcurrentBag<(string, int, long)> Right { get; init; } = [];
    internal ConcurrentBag<(string, int, long)> Full { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Seconds(10));
        var departures = flights.Where(f => f.Delay > 20).Union(flights.Where(f => f.Delay <= 20)).KeyBy(f => f.Origin);
        var arrivals = job.From(Rows.From(Arrivals)).EventTime(leg => leg.Time, Duration.Seconds(10)).KeyBy(leg => leg.Airport);
        departures.Join(arrivals).Within(Duration.Milliseconds(-300), Duration.Zero, upperOpen: true)
            .Select((f, leg) => (f.Origin, leg.Number, f.Date))
            .To(Rows.To(Inner.Add, ((Utf8String Airport, int Number, Timestamp Date) x) => (x.Airport.ToString(), x.Number, x.Date.Microseconds)));
        departures.LeftJoin(arrivals).Within(Duration.Milliseconds(-300), Duration.Zero, upperOpen: true)
            .Select((f, leg) => (f.Origin, leg?.Number ?? -1, f.Date))
            .To(Rows.To(Left.Add, ((Utf8String Airport, int Number, Timestamp Date) x) => (x.Airport.ToString(), x.Number, x.Date.Microseconds)));
        departures.RightJoin(arrivals).Within(Duration.Milliseconds(-300), Duration.Zero, upperOpen: true)
            .Select((f, leg) => new { leg.Airport, leg.Number, Date = f is { } flight ? flight.Date : leg.Time })
            .Where(x => x.Number >= 0)
            .Select(x => (x.Airport, x.Number, x.Date))
            .To(Rows.To(Right.Add, ((Utf8String Airport, int Number, Timestamp Date) x) => (x.Airport.ToString(), x.Number, x.Date.Microseconds)));
        departures.FullJoin(arrivals).Within(Duration.Milliseconds(-300), Duration.Zero, upperOpen: true)
            .Select((f, leg) => (f.HasValue ? f.Value.Origin : leg!.Value.Airport, leg?.Number ?? -1, f.HasValue ? f.Value.Date : leg!.Value.Time))
            .To(Rows.To(Full.Add, ((Utf8String Airport, int Number, Timestamp Date) x) => (x.Airport.ToString(), x.Number, x.Date.Microseconds)));
    }
}

/// <summary>Left rows without a partner, counted in windows behind the join, and late rows of the left side.</summary>
[Job]
public sealed partial class LateLegs
{
    internal Flight[] Flights { get; init; } = [];
    internal Leg[] Arrivals { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];
    internal ConcurrentBag<long> Late { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Seconds(1)).KeyBy(f => f.Origin);
        var legs = job.From(Rows.From(Arrivals)).EventTime(leg => leg.Time, Duration.Seconds(10)).KeyBy(leg => leg.Airport);
        flights.LeftJoin(legs)
            .Within(Duration.Zero, Duration.Milliseconds(50))
            .LateOutput(out var late, out _)
            .Select((f, leg) => new { f.Origin, Alone = leg == null })
            .KeyBy(x => x.Origin)
            .Window(Tumbling.Every(Duration.Seconds(1)))
            .DropLate()
            .Aggregate(group => new Count(group.Key, group.Count()))
            .To(Rows.To(Results.Add, (Count count) => (count.Word.ToString(), count.Number)));
        late.To(Rows.To(Late.Add, ((Flight Row, Duration Lateness) x) => x.Row.Date.Microseconds));
    }
}
