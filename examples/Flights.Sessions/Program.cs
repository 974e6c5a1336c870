using Millrace;

return await StreamHost.RunAsync<RouteSessions>(args);

[Record]
public readonly partial record struct Flight(Timestamp Date, Utf8String Origin, Utf8String Destination);

[Record]
public readonly partial record struct BusyTime(
    Utf8String Origin, Utf8String Destination, Timestamp SessionStart, Timestamp SessionEnd, long Flights);

/// <summary>Times in which a route is busy: departures no more than six hours apart.</summary>
[Job]
public sealed partial class RouteSessions
{
    /// <summary>Flights as CSV, plain or gzip: a file, a directory or a pattern. Without it: January 2001, which comes with the example.</summary>
    public string Input { get; init; } = Path.Combine(AppContext.BaseDirectory, "data", "flights-2001-01.csv.gz");

    /// <summary>File for the result; - is standard output.</summary>
    public string Output { get; init; } = "-";

    void Define(JobBuilder job) => job
        .From(Csv.Read<Flight>(Input))
        .EventTime(flight => flight.Date, outOfOrderness: Duration.Zero)
        .KeyBy(flight => (flight.Origin, flight.Destination))
        .Window(Session.WithGap(Duration.Hours(6)))
        .DropLate()
        .Aggregate(group => new BusyTime(group.Key.Origin, group.Key.Destination, group.Window.Start, group.Window.End, group.Count()))
        .Named("busy-times")
        .To(Csv.Write<BusyTime>(Output));
}
