using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Departures and arrivals of an airport in windows of each kind.</summary>
[Job]
public sealed partial class Meetings
{
    internal Flight[] Flights { get; init; } = [];
    internal Leg[] Arrivals { get; init; } = [];
    internal ConcurrentBag<(long, int)> Tumble { get; init; } = [];
    internal ConcurrentBag<(long, int)> Slide { get; init; } = [];
    internal ConcurrentBag<(long, int)> InSessions { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var departures = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Seconds(10)).KeyBy(f => f.Origin);
        var arrivals = job.From(Rows.From(Arrivals)).EventTime(leg => leg.Time, Duration.Seconds(10)).KeyBy(leg => leg.Airport);
        departures.Join(arrivals).Window(Tumbling.Every(Duration.Seconds(1))).DropLate()
            .Select((f, leg) => (f.Date.Microseconds, leg.Number))
            .Named("tumbling")
            .To(Rows.To<(long Departure, int Number)>(x => Tumble.Add((x.Departure, x.Number))));
        departures.LeftJoin(arrivals).Window(Sliding.Of(Duration.Milliseconds(900), every: Duration.Milliseconds(300))).DropLate()
            .Select((f, leg) => (f.Date.Microseconds, leg?.Number ?? -1))
            .To(Rows.To<(long Departure, int Number)>(x => Slide.Add((x.Departure, x.Number))));
        departures.FullJoin(arrivals).Window(Session.WithGap(Duration.Milliseconds(100))).DropLate()
            .Select((f, leg) => (f?.Date.Microseconds ?? -1, leg?.Number ?? -1))
            .To(Rows.To<(long Departure, int Number)>(x => InSessions.Add((x.Departure, x.Number))));
    }
}
