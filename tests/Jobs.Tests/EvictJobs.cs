using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Windows whose functions see only some of their rows.</summary>
[Job]
public sealed partial class Evicted
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];
    public int Last { get; init; } = 5;

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Minutes(1));
        var byOrigin = flights.KeyBy(f => f.Origin);
        byOrigin
            .Window(Tumbling.Every(Duration.Minutes(30)))
            .DropLate()
            .Evict(Evict.KeepLast(Last))
            .Process((WindowRows<Flight, Utf8String> window, Collector<Gap> last) =>
            {
                foreach (ref readonly var flight in window) last.Collect(new Gap(window.Key, window.Window.Start, flight.Destination, flight.Distance, window.Count));
            })
            .Named("last-flights")
            .To(Rows.To(Results.Add, (Gap g) => $"last {g.Origin} {g.WindowStart} {g.Destination} {g.Distance} {g.Rows}"));
        byOrigin
            .Window(Sliding.Of(Duration.Hours(1), every: Duration.Minutes(30)))
            .DropLate()
            .Evict(Evict.KeepWithin(Duration.Minutes(10)))
            .Process((WindowRows<Flight, Utf8String> window, Collector<Gap> sums) =>
            {
                int sum = 0;
                foreach (ref readonly var flight in window) sum += flight.Distance;
                sums.Collect(new Gap(window.Key, window.Window.Start, default, sum, window.Count));
            })
            .Named("latest-minutes")
            .To(Rows.To(Results.Add, (Gap g) => $"within {g.Origin} {g.WindowStart} {g.Distance} {g.Rows}"));
        flights.WindowAll(Global.UntilEnd()).EarlyEvery(1_000).Evict(Evict.KeepLast(100))
            .Process((WindowRows<Flight, AllRows> all, Collector<long> counts) => counts.Collect(all.Count))
            .Named("early")
            .To(Rows.To<long>(count => Results.Add($"early {count}")));
        byOrigin
            .Window(Tumbling.Every(Duration.Minutes(30)))
            .DropLate()
            .Evict(Evict.KeepLast(Last))
            .Aggregate(group => (group.Key, group.Window.Start, Flights: group.Count(), Distance: group.Sum(f => f.Distance), Far: group.Max(f => f.Destination), First: group.First(f => f.Distance), Different: group.CountDistinct(f => f.Destination)))
            .Named("last-totals")
            .To(Rows.To(Results.Add, ((Utf8String Key, Timestamp Start, long Flights, long Distance, Utf8String Far, int First, long Different) r) => $"totals {r.Key} {r.Start} {r.Flights} {r.Distance} {r.Far} {r.First} {r.Different}"));
        byOrigin
            .Window(Sliding.Of(Duration.Hours(1), every: Duration.Minutes(30)))
            .LateOutput(out var late)
            .Evict(Evict.KeepWithin(Duration.Minutes(10)))
            .Aggregate(group => (group.Key, group.Window.Start, Flights: group.Count(), Distance: group.Sum(f => f.Distance)))
            .Named("latest-totals")
            .To(Rows.To(Results.Add, ((Utf8String Key, Timestamp Start, long Flights, long Distance) r) => $"latest {r.Key} {r.Start} {r.Distance} {r.Flights}"));
        late.Select(row => row.Row).To(Rows.To(Results.Add, (Flight flight) => $"late {flight.Date}"));
        byOrigin
            .Window(Session.WithGap(Duration.Minutes(2)))
            .DropLate()
            .Evict(Evict.KeepLast(Last))
            .Reduce((a, b) => a.Distance >= b.Distance ? a : b)
            .Named("farthest")
            .To(Rows.To(Results.Add, (Flight f) => $"farthest {f.Origin} {f.Distance}"));
        byOrigin
            .Window(Tumbling.Every(Duration.Minutes(30)))
            .DropLate()
            .EarlyEvery(1_000_000)
            .Evict(Evict.KeepLast(Last))
            .Fold((Origin: default(Utf8String), Distances: 0L), (sum, f) => (f.Origin, sum.Distances * 3 + f.Distance))
            .Named("folded")
            .To(Rows.To(Results.Add, ((Utf8String Origin, long Distances) r) => $"zfold {r.Origin} {r.Distances}"));
        byOrigin
            .Window(Cumulating.Of(max: Duration.Hours(1), every: Duration.Minutes(30)))
            .DropLate()
            .Evict(Evict.KeepLast(Last))
            .Aggregate(group => (group.Key, group.Window.Start, group.Window.End, Distance: group.Sum(f => f.Distance)))
            .Named("so-far")
            .To(Rows.To(Results.Add, ((Utf8String Key, Timestamp Start, Timestamp End, long Distance) r) => $"sofar {r.Key} {r.Start} {r.End} {r.Distance}"));
        // Without event time, the last are those that came last.
        job.From(Rows.From(Flights)).WindowAll(Global.UntilEnd()).Evict(Evict.KeepLast(3))
            .Process((WindowRows<Flight, AllRows> all, Collector<int> distances) =>
            {
                foreach (ref readonly var flight in all) distances.Collect(flight.Distance);
            })
            .Named("end")
            .To(Rows.To<int>(distance => Results.Add($"end {distance}")));
    }
}
