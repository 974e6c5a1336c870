using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

[Record]
public readonly partial record struct Gap(Utf8String Origin, Timestamp WindowStart, Utf8String Destination, int Distance, long Rows);

/// <summary>Whole windows, whose rows are looked at one by one.</summary>
[Job]
public sealed partial class WholeWindows
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];
    public int Far { get; init; } = 9_000;

    private void Define(JobBuilder job)
    {
        var byOrigin = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Minutes(1)).KeyBy(f => f.Origin);
        byOrigin.Window(Tumbling.Every(Duration.Minutes(30))).DropLate()
            .Process((WindowRows<Flight, Utf8String> window, Collector<Gap> far) =>
            {
                foreach (ref readonly var flight in window)
                {
                    if (flight.Distance > Far) far.Collect(new Gap(window.Key, window.Window.Start, flight.Destination, flight.Distance, window.Count));
                }
            })
            .Named("far")
            .To(Rows.To(Results.Add, (Gap g) => $"t {g.Origin} {g.WindowStart} {g.Destination} {g.Distance} {g.Rows}"));
        byOrigin.Window(Sliding.Of(Duration.Hours(1), every: Duration.Minutes(30))).DropLate()
            .Process((WindowRows<Flight, Utf8String> window, Collector<Gap> sums) =>
            {
                int sum = 0;
                foreach (ref readonly var flight in window) sum += flight.Distance;
                sums.Collect(new Gap(window.Key, window.Window.Start, default, sum, window.Count));
            })
            .To(Rows.To(Results.Add, (Gap g) => $"s {g.Origin} {g.WindowStart} {g.Distance} {g.Rows}"));
        byOrigin.Window(Tumbling.Count(20))
            .Process((WindowRows<Flight, Utf8String> window, Collector<Gap> sums) =>
            {
                int sum = 0;
                foreach (ref readonly var flight in window) sum = sum * 31 + flight.Distance;
                sums.Collect(new Gap(window.Key, default, default, sum, window.Count));
            })
            .To(Rows.To(Results.Add, (Gap g) => $"c {g.Origin} {g.Distance} {g.Rows}"));
        job.From(Rows.From(Flights)).WindowAll(Global.UntilEnd())
            .Process((WindowRows<Flight, AllRows> all, Collector<long> counts) => counts.Collect(all.Count))
            .To(Rows.To<long>(count => Results.Add($"all {count}")));
    }
}
