using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

[Record]
public readonly partial record struct Balance(Utf8String Airport, Timestamp Start, long Departures, long Arrivals, int Numbers, Timestamp Last);

/// <summary>Departures and arrivals of an airport, both sides of each window at once.</summary>
[Job]
public sealed partial class DailyBalances
{
    internal Flight[] Flights { get; init; } = [];
    internal Leg[] Arrivals { get; init; } = [];
    internal ConcurrentBag<(string, long, long, long, int, long)> Tumble { get; init; } = [];
    internal ConcurrentBag<(string, long, long)> Slide { get; init; } = [];
    internal ConcurrentBag<(string, long, int, long)> InSessions { get; init; } = [];
    internal ConcurrentBag<int> LateLegs { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var departures = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Seconds(10)).KeyBy(f => f.Origin);
        var arrivals = job.From(Rows.From(Arrivals)).EventTime(leg => leg.Time, Duration.Seconds(10)).KeyBy(leg => leg.Airport);
        departures.CoGroup(arrivals)
            .Window(Tumbling.Every(Duration.Seconds(1)))
            .LateOutput(out _, out var late)
            .Process((CoGroup<Flight, Leg, Utf8String> group, Collector<Balance> balances) =>
            {
                int numbers = 0;
                var last = default(Timestamp);
                foreach (ref readonly var leg in group.Right) numbers += leg.Number;
                foreach (ref readonly var flight in group.Left) last = flight.Date;
                balances.Collect(new Balance(group.Key, group.Window.Start, group.Left.Count, group.Right.Count, numbers, last));
            })
            .Named("balances")
            .To(Rows.To(Tumble.Add, (Balance x) => (x.Airport.ToString(), x.Start.Microseconds, x.Departures, x.Arrivals, x.Numbers, x.Last.Microseconds)));
        late.Select(x => x.Row.Number).To(Rows.To<int>(x => LateLegs.Add(x)));
        var sides = departures.CoGroup(arrivals);
        sides.Window(Sliding.Of(Duration.Milliseconds(900), every: Duration.Milliseconds(300))).DropLate()
            .Process((CoGroup<Flight, Leg, Utf8String> group, Collector<(Utf8String Airport, long Start, long Rows)> rows) =>
                rows.Collect((group.Key, group.Window.Start.Microseconds, (group.Left.Count * 1_000) + group.Right.Count)))
            .To(Rows.To(Slide.Add, ((Utf8String Airport, long Start, long Rows) x) => (x.Airport.ToString(), x.Start, x.Rows)));
        // Every departure with every arrival of its session, and departures alone.
        sides.Window(Session.WithGap(Duration.Milliseconds(100))).DropLate()
            .Process((CoGroup<Flight, Leg, Utf8String> group, Collector<(Utf8String Airport, long Date, int Number, long Length)> pairs) =>
            {
                foreach (ref readonly var flight in group.Left)
                {
                    foreach (ref readonly var leg in group.Right) pairs.Collect((group.Key, flight.Date.Microseconds, leg.Number, group.Window.Length.Microseconds));
                    if (group.Right.Count == 0) pairs.Collect((group.Key, flight.Date.Microseconds, -1, group.Window.Length.Microseconds));
                }
            })
            .To(Rows.To(InSessions.Add, ((Utf8String Airport, long Date, int Number, long Length) x) => (x.Airport.ToString(), x.Date, x.Number, x.Length)));
    }
}
