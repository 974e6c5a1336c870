using System.Collections.Concurrent;
using Millrace;

namespace Guide.Windows;

[Record]
public readonly partial record struct Flight(Timestamp Date, int Delay, Utf8String Origin, Utf8String Destination);

[Record]
public readonly partial record struct Departures(Utf8String Origin, Timestamp WindowStart, Timestamp WindowEnd, long Flights);

[Record]
public readonly partial record struct Route(Utf8String Origin, Utf8String Destination, long Flights);

[Record]
public readonly partial record struct Hundred(Utf8String Origin, long Flights, double Delay);

[Record]
public readonly partial record struct Traffic(Timestamp WindowStart, long Flights);

/// <summary>The examples of docs/guide/windows.md that are no program of their own.</summary>
[Job]
public sealed partial class Kinds
{
    /// <summary>Flights as CSV.</summary>
    public required string Input { get; init; }

    internal ConcurrentQueue<string> Days { get; } = [];
    internal ConcurrentQueue<string> Growing { get; } = [];
    internal ConcurrentQueue<string> Routes { get; } = [];
    internal ConcurrentQueue<string> Hundreds { get; } = [];
    internal ConcurrentQueue<string> All { get; } = [];

    void Define(JobBuilder job)
    {
        var flights = job.From(Csv.Read<Flight>(Input)).EventTime(flight => flight.Date, outOfOrderness: Duration.Minutes(1));
        flights
            .KeyBy(flight => flight.Origin)
            .Window(Tumbling.Every(Duration.Days(1), zone: "Europe/Berlin"))
            .DropLate()
            .Aggregate(group => new Departures(group.Key, group.Window.Start, group.Window.End, group.Count()))
            .To(Rows.To(Days.Enqueue, (Departures d) => $"{d.Origin} {d.WindowStart} {d.WindowEnd} {d.Flights}"));
        flights
            .KeyBy(flight => flight.Origin)
            .Window(Cumulating.Of(max: Duration.Days(1), every: Duration.Hours(1)))
            .DropLate()
            .Aggregate(group => new Departures(group.Key, group.Window.Start, group.Window.End, group.Count()))
            .To(Rows.To(Growing.Enqueue, (Departures d) => $"{d.Origin} {d.WindowStart} {d.WindowEnd} {d.Flights}"));
        flights
            .KeyBy(flight => (flight.Origin, flight.Destination))
            .Window(Global.UntilEnd())
            .Aggregate(group => new Route(group.Key.Origin, group.Key.Destination, group.Count()))
            .To(Rows.To(Routes.Enqueue, (Route route) => $"{route.Origin} {route.Destination} {route.Flights}"));
        flights
            .KeyBy(flight => flight.Origin)
            .Window(Tumbling.Count(100))
            .Aggregate(group => new Hundred(group.Key, group.Count(), group.Average(f => f.Delay)))
            .To(Rows.To(Hundreds.Enqueue, (Hundred hundred) => $"{hundred.Origin} {hundred.Flights} {hundred.Delay}"));
        job.From(Csv.Read<Flight>(Input))
            .EventTime(flight => flight.Date, outOfOrderness: Duration.Minutes(1))
            .WindowAll(Tumbling.Every(Duration.Hours(1)))
            .DropLate()
            .Aggregate(group => new Traffic(group.Window.Start, group.Count()))
            .To(Rows.To<Traffic>(traffic => All.Enqueue($"{traffic.WindowStart} {traffic.Flights}")));
    }
}
