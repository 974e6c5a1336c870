using Millrace;

return await StreamHost.RunAsync<TopOrigins>(args);

[Record]
public readonly partial record struct Flight(Timestamp Date, Utf8String Origin);

[Record]
public readonly partial record struct Departures(Timestamp Day, Utf8String Origin, long Flights);

[Record]
public readonly partial record struct TopOrigin(Utf8String Day, int Rank, Utf8String Origin, long Flights);

/// <summary>The three airports with the most departures of each day.</summary>
[Job]
public sealed partial class TopOrigins
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
        .Aggregate(group => new Departures(group.Window.Start, group.Key, group.Count()))
        .Named("departures")
        .KeyBy(departures => departures.Day)
        .Window(Tumbling.Every(Duration.Days(1)))
        .DropLate()
        .TopN(3, by: departures => departures.Flights, thenBy: departures => departures.Origin)
        .Named("top-origins")
        .Select(top => new TopOrigin(Utf8String.Format($"{top.Row.Day:yyyy-MM-dd}"), top.Rank, top.Row.Origin, top.Row.Flights))
        .To(Csv.Write<TopOrigin>(Output));
}
