using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

[Record]
public readonly partial record struct AirportInfo(Utf8String Code, Utf8String City, int Runways);

/// <summary>Flights looked up in a table of airports: keyed and not, twice over, and behind a single subtask.</summary>
[Job]
public sealed partial class FlightsAndAirports
{
    internal Flight[] Flights { get; init; } = [];
    internal AirportInfo[] Airports { get; init; } = [];
    internal ConcurrentBag<(long, string, string)> Cities { get; init; } = [];
    internal ConcurrentBag<(long, int)> Runways { get; init; } = [];
    internal ConcurrentBag<(string, long, long)> PerSecond { get; init; } = [];
    internal ConcurrentBag<(long, string)> Busiest { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Seconds(10));
        var airports = job.From(Rows.From(Airports)).Where(a => a.Runways > 0).Broadcast();
        flights.Join(airports, f => f.Origin, a => a.Code)
            .Select((f, origin) => (f.Date, f.Destination, From: origin.City))
            .Named("origins")
            .Join(airports, x => x.Destination, a => a.Code)
            .Select((x, destination) => (x.Date.Microseconds, x.From, To: destination.City))
            .To(Rows.To(Cities.Add, ((long Date, Utf8String From, Utf8String To) x) => (x.Date, x.From.ToString(), x.To.ToString())));
        var keyed = flights.KeyBy(f => f.Origin);
        // The table is of a later time than all flights, which does not matter.
        var dated = job.From(Rows.From(Airports)).EventTime(a => Timestamp.FromUnixMilliseconds(4_000_000_000_000), Duration.Zero).Where(a => a.Runways > 0).Broadcast();
        keyed.LeftJoin(dated, a => a.Code)
            .Select((f, airport) => (f.Date.Microseconds, airport?.Runways ?? -1))
            .To(Rows.To<(long Date, int Runways)>(x => Runways.Add((x.Date, x.Runways))));
        // The table has no event time, and needs none.
        keyed.Join(airports, a => a.Code)
            .Select((f, airport) => airport.City)
            .KeyBy(city => city)
            .Window(Tumbling.Every(Duration.Seconds(1))).DropLate()
            .Aggregate(g => (g.Key, Start: g.Window.Start.Microseconds, Flights: g.Count()))
            .To(Rows.To(PerSecond.Add, ((Utf8String City, long Start, long Flights) x) => (x.City.ToString(), x.Start, x.Flights)));
        flights.WindowAll(Tumbling.Every(Duration.Seconds(1))).DropLate()
            .Aggregate(g => (Start: g.Window.Start.Microseconds, Longest: g.MaxBy(f => f.Distance, f => f.Origin)))
            .Join(airports, x => x.Longest, a => a.Code)
            .Select((x, airport) => (x.Start, airport.City))
            .To(Rows.To(Busiest.Add, ((long Start, Utf8String City) x) => (x.Start, x.City.ToString())));
    }
}
