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
            .To(Rows.To<Gap>(g => Results.Add($"last {g.Origin} {g.WindowStart} {g.Destination} {g.Distance} {g.Rows}")));
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
            .To(Rows.To<Gap>(g => Results.Add($"within {g.Origin} {g.WindowStart} {g.Distance} {g.Rows}")));
        flights.WindowAll(Global.UntilEnd()).EarlyEvery(1_000).Evict(Evict.KeepLast(100))
            .Process((WindowRows<Flight, AllRows> all, Collector<long> counts) => counts.Collect(all.Count))
            .Named("early")
            .To(Rows.To<long>(count => Results.Add($"early {count}")));
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
