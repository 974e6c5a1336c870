using Millrace;

return await StreamHost.RunAsync<DailyDestinations>(args);

[Record]
public readonly partial record struct Flight(Timestamp Date, Utf8String Origin, Utf8String Destination);

[Record]
public readonly partial record struct DestinationCount(Utf8String Origin, Utf8String Day, long Destinations, long Approximate);

/// <summary>To how many different airports one can fly from each, day by day: counted exactly, and by a sketch of fixed size.</summary>
[Job]
public sealed partial class DailyDestinations
{
    /// <summary>Flights as CSV, plain or gzip: a file, a directory or a pattern. Without it: January 2001, which comes with the example.</summary>
    public string Input { get; init; } = Path.Combine(AppContext.BaseDirectory, "data", "flights-2001-01.csv.gz");

    /// <summary>File for the result; - is standard output.</summary>
    public string Output { get; init; } = "-";

    void Define(JobBuilder job) => job
        .From(Csv.Read<Flight>(Input))
        .EventTime(flight => flight.Date, outOfOrderness: Duration.Zero)
        .KeyBy(flight => flight.Origin)
        .Window(Tumbling.Every(Duration.Days(1)))
        .DropLate()
        .Aggregate(group => new DestinationCount(
            group.Key, Utf8String.Format($"{group.Window.Start.ToDateTime():yyyy-MM-dd}"),
            group.CountDistinct(flight => flight.Destination), group.ApproximateCountDistinct(flight => flight.Destination)))
        .Named("destinations")
        .To(Csv.Write<DestinationCount>(Output));
}
