using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Rows that meet whenever they come, and have no event time; and rows that have one.</summary>
[Job]
public sealed partial class Encounters
{
    internal Flight[] Flights { get; init; } = [];
    internal Leg[] Arrivals { get; init; } = [];
    internal Duration Alive { get; init; } = Duration.Days(1);
    internal ConcurrentBag<(long, int)> Pairs { get; init; } = [];
    internal ConcurrentBag<(long, int)> Ever { get; init; } = [];
    internal ConcurrentBag<string> Latest { get; init; } = [];
    internal ConcurrentBag<(string, long, long)> PerSecond { get; init; } = [];

    private void Define(JobBuilder job)
    {
        job.From(Rows.From(Flights)).KeyBy(f => f.Origin)
            .Join(job.From(Rows.From(Arrivals)).KeyBy(leg => leg.Airport))
            .TimeToLive(Alive)
            .Select((f, leg) => (f.Date.Microseconds, leg.Number))
            .Named("encounters")
            .To(Rows.To<(long Departure, int Number)>(x => Pairs.Add((x.Departure, x.Number))));
        job.From(Rows.From(Flights)).KeyBy(f => f.Origin)
            .Join(job.From(Rows.From(Arrivals)).KeyBy(leg => leg.Airport))
            .KeepForever()
            .Select((f, leg) => (f.Date.Microseconds, leg.Number))
            .Named("for-ever")
            .To(Rows.To<(long Departure, int Number)>(x => Ever.Add((x.Departure, x.Number))));
        // Each meets the last of the other side at most: every row but the first has one, and it is of its key.
        job.From(Rows.From(Flights)).KeyBy(f => f.Origin)
            .Join(job.From(Rows.From(Flights)).KeyBy(f => f.Origin))
            .KeepForever(maxRows: 1)
            .Select((a, b) => (a.Origin, Other: b.Origin))
            .Named("latest")
            .To(Rows.To(Latest.Add, ((Utf8String Origin, Utf8String Other) x) => $"{x.Origin} {x.Other}"));
        // The later time of the two, so none is late for its window.
        job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Seconds(10)).KeyBy(f => f.Origin)
            .Join(job.From(Rows.From(Arrivals)).EventTime(leg => leg.Time, Duration.Seconds(10)).KeyBy(leg => leg.Airport))
            .TimeToLive(Alive)
            .Select((f, leg) => f.Origin)
            .KeyBy(origin => origin)
            .Window(Tumbling.Every(Duration.Seconds(1))).DropLate()
            .Aggregate(g => (g.Key, Start: g.Window.Start.Microseconds, Pairs: g.Count()))
            .To(Rows.To(PerSecond.Add, ((Utf8String Airport, long Start, long Pairs) x) => (x.Airport.ToString(), x.Start, x.Pairs)));
    }
}
