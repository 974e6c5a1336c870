using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Each flight with the leg that reached its airport last.</summary>
[Job]
public sealed partial class LastLegs
{
    internal Flight[] Flights { get; init; } = [];
    internal Leg[] Arrivals { get; init; } = [];
    internal ConcurrentBag<(long, int)> Inner { get; init; } = [];
    internal ConcurrentBag<(long, int)> Left { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Seconds(10)).KeyBy(f => f.Origin);
        var legs = job.From(Rows.From(Arrivals)).EventTime(leg => leg.Time, Duration.Seconds(10)).KeyBy(leg => leg.Airport);
        flights.Join(legs).AsOf().DropLate()
            .Select((f, leg) => (f.Date.Microseconds, leg.Number))
            .Named("last-legs")
            .To(Rows.To<(long Departure, int Number)>(x => Inner.Add((x.Departure, x.Number))));
        flights.LeftJoin(legs).AsOf()
            .Select((f, leg) => (f.Date.Microseconds, leg?.Number ?? -1))
            .To(Rows.To<(long Departure, int Number)>(x => Left.Add((x.Departure, x.Number))));
    }
}
