using Millrace;

return await StreamHost.RunAsync<FlightDelays>(args);

[Record]
public readonly partial record struct Flight(
    Timestamp Date, int Delay, int Distance, Utf8String Origin, Utf8String Destination);

[Record]
public readonly partial record struct HourlyDelay(
    Utf8String Origin, Timestamp WindowStart, Timestamp WindowEnd, long Flights, double MeanDelay, int MaxDelay);

[Job]
public sealed partial class FlightDelays
{
    /// <summary>Flights as CSV, plain or gzip: a file, a directory or a pattern. Without it: January 2001, which comes with the example.</summary>
    public string Input { get; init; } = Path.Combine(AppContext.BaseDirectory, "data", "flights-2001-01.csv.gz");

    /// <summary>File for the result; - is standard output.</summary>
    public string Output { get; init; } = "-";

    void Define(JobBuilder job) => job
        .From(Csv.Read<Flight>(Input))
        .EventTime(flight => flight.Date, outOfOrderness: Duration.Zero)
        .Where(flight => flight.Distance > 0)
        .KeyBy(flight => flight.Origin)
        .Window(Tumbling.Every(Duration.Hours(1)))
        .DropLate()
        .Aggregate(group => new HourlyDelay(
            group.Key, group.Window.Start, group.Window.End,
            group.Count(), group.Average(f => f.Delay), group.Max(f => f.Delay)))
        .Named("hourly-delay")
        .To(Csv.Write<HourlyDelay>(Output));
}
