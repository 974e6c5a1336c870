using System.Collections.Concurrent;
using Millrace;

namespace Guide.WholeWindows;

[Record]
public readonly partial record struct Flight(Timestamp Date, int Distance, Utf8String Origin, Utf8String Destination);

[Record]
public readonly partial record struct Gap(Utf8String Origin, Timestamp WindowStart, Utf8String Destination, int Distance, long Rows);

/// <summary>The examples of docs/guide/whole-windows.md.</summary>
[Job]
public sealed partial class Farthest
{
    internal Flight[] Flights { get; init; } = [];
    public int Far { get; init; } = 1_000;
    public int Last { get; init; } = 2;
    internal ConcurrentQueue<string> Reduced { get; } = [];
    internal ConcurrentQueue<string> Folded { get; } = [];
    internal ConcurrentQueue<string> Processed { get; } = [];
    internal ConcurrentQueue<string> Evicted { get; } = [];

    void Define(JobBuilder job)
    {
        var byOrigin = job.From(Rows.From(Flights)).EventTime(flight => flight.Date, Duration.Minutes(1)).KeyBy(flight => flight.Origin);
        byOrigin
            .Window(Tumbling.Every(Duration.Hours(1)))
            .DropLate()
            .Reduce((a, b) => a.Distance >= b.Distance ? a : b)
            .To(Rows.To(Reduced.Enqueue, (Flight flight) => $"{flight.Origin} {flight.Destination} {flight.Distance}"));
        byOrigin
            .Window(Tumbling.Every(Duration.Hours(1)))
            .DropLate()
            .Fold((Origin: default(Utf8String), Distance: 0L), (sum, flight) => (flight.Origin, sum.Distance + flight.Distance))
            .To(Rows.To(Folded.Enqueue, ((Utf8String Origin, long Distance) sum) => $"{sum.Origin} {sum.Distance}"));
        byOrigin
            .Window(Tumbling.Every(Duration.Minutes(30)))
            .DropLate()
            .Process((WindowRows<Flight, Utf8String> window, Collector<Gap> far) =>
            {
                foreach (ref readonly var flight in window)
                {
                    if (flight.Distance > Far) far.Collect(new Gap(window.Key, window.Window.Start, flight.Destination, flight.Distance, window.Count));
                }
            })
            .To(Rows.To(Processed.Enqueue, (Gap gap) => $"{gap.Origin} {gap.Destination} {gap.Distance} {gap.Rows}"));
        byOrigin
            .Window(Tumbling.Every(Duration.Minutes(30)))
            .DropLate()
            .Evict(Evict.KeepLast(Last))
            .Process((WindowRows<Flight, Utf8String> window, Collector<Gap> last) =>
            {
                foreach (ref readonly var flight in window) last.Collect(new Gap(window.Key, window.Window.Start, flight.Destination, flight.Distance, window.Count));
            })
            .To(Rows.To(Evicted.Enqueue, (Gap gap) => $"{gap.Origin} {gap.Destination} {gap.Distance} {gap.Rows}"));
    }
}
