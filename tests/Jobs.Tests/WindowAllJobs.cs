using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Windows of every kind over a whole stream.</summary>
[Job]
public sealed partial class WholeStream
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Minutes(1)).Where(f => f.Distance > 100);
        var hours = flights.WindowAll(Tumbling.Every(Duration.Hours(1))).DropLate()
            .Aggregate(g => (Kind: 't', g.Window, Flights: g.Count(), Farthest: g.MaxBy(f => f.Distance, f => f.Destination), Places: g.CountDistinct(f => f.Origin)));
        var last = flights.WindowAll(Sliding.Of(Duration.Hours(1), every: Duration.Minutes(30))).DropLate()
            .Aggregate(g => (Kind: 's', g.Window, Flights: g.Count(), Farthest: g.MaxBy(f => f.Distance, f => f.Destination), Places: 0L));
        var busy = flights.WindowAll(Session.WithGap(Duration.Seconds(1))).DropLate()
            .Aggregate(g => (Kind: 'b', g.Window, Flights: g.Count(), Farthest: g.MaxBy(f => f.Distance, f => f.Destination), Places: 0L));
        var growing = flights.WindowAll(Cumulating.Of(Duration.Hours(1), Duration.Minutes(20))).DropLate()
            .Aggregate(g => (Kind: 'c', g.Window, Flights: g.Count(), Farthest: g.MaxBy(f => f.Distance, f => f.Destination), Places: 0L));
        var all = flights.WindowAll(Global.UntilEnd())
            .Aggregate(g => (Kind: 'g', g.Window, Flights: g.Count(), Farthest: g.MaxBy(f => f.Distance, f => f.Destination), Places: 0L));
        hours.Rescale().Union(last.Rebalance(), busy, growing, all)
            .To(Rows.To(Results.Add, ((char Kind, Window Window, long Flights, Utf8String Farthest, long Places) r) => $"{r.Kind} {r.Window.Start} {r.Window.End} {r.Flights} {r.Farthest} {r.Places}"));
    }
}

/// <summary>What <c>explain</c> shows of a window over a whole stream.</summary>
[Job]
public sealed partial class CountAll
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<long> Results { get; init; } = [];

    private void Define(JobBuilder job) => job.From(Rows.From(Flights)).WindowAll(Global.UntilEnd()).Aggregate(g => g.Count()).Named("all")
        .To(Rows.To<long>(Results.Add));
}
