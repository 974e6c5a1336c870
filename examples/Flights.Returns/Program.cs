using Millrace;

return await StreamHost.RunAsync<ReturnFlights>(args);

[Record]
public readonly partial record struct Flight(Timestamp Date, Utf8String Origin, Utf8String Destination);

[Record]
public readonly partial record struct RoutePairs(Utf8String Origin, Utf8String Destination, long Pairs);

/// <summary>How often a departure was followed, within four hours, by one the other way: pairs of departures per route.</summary>
[Job]
public sealed partial class ReturnFlights
{
    /// <summary>Flights as CSV, plain or gzip: a file, a directory or a pattern. Without it: January 2001, which comes with the example.</summary>
    public string Input { get; init; } = Path.Combine(AppContext.BaseDirectory, "data", "flights-2001-01.csv.gz");

    /// <summary>File for the result; - is standard output.</summary>
    public string Output { get; init; } = "-";

    void Define(JobBuilder job)
    {
        var flights = job.From(Csv.Read<Flight>(Input)).EventTime(flight => flight.Date, outOfOrderness: Duration.Zero);
        flights.KeyBy(flight => (flight.Origin, flight.Destination))
            .Join(flights.KeyBy(flight => (flight.Destination, flight.Origin)))
            .Within(Duration.Zero, Duration.Hours(4))
            .DropLate()
            .Select((there, back) => (there.Origin, there.Destination))
            .Named("returns")
            .KeyBy(route => route)
            // One window for all that there is: it ends with the input.
            .Window(Global.UntilEnd())
            .Aggregate(group => new RoutePairs(group.Key.Origin, group.Key.Destination, group.Count()))
            .Named("pairs")
            .To(Csv.Write<RoutePairs>(Output));
    }
}
