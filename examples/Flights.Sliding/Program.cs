using Millrace;

return await StreamHost.RunAsync<SlidingDepartures>(args);

[Record]
public readonly partial record struct Flight(Timestamp Date, Utf8String Origin);

[Record]
public readonly partial record struct Departures(Utf8String Origin, Timestamp WindowStart, Timestamp WindowEnd, long Flights);

/// <summary>Departures per airport in the last 24 hours, every hour.</summary>
[Job]
public sealed partial class SlidingDepartures
{
    /// <summary>Flights as CSV, plain or gzip: a file, a directory or a pattern. Without it: January 2001, which comes with the example.</summary>
    public string Input { get; init; } = Path.Combine(AppContext.BaseDirectory, "data", "flights-2001-01.csv.gz");

    /// <summary>File for the result; - is standard output.</summary>
    public string Output { get; init; } = "-";

    void Define(JobBuilder job) => job
        .From(Csv.Read<Flight>(Input))
        .EventTime(flight => flight.Date, outOfOrderness: Duration.Zero)
        .KeyBy(flight => flight.Origin)
        .Window(Sliding.Of(Duration.Hours(24), every: Duration.Hours(1)))
        .DropLate()
        .Aggregate(group => new Departures(group.Key, group.Window.Start, group.Window.End, group.Count()))
        .Named("departures")
        .To(Csv.Write<Departures>(Output));
}
