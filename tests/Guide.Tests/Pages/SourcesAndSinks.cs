using Millrace;

namespace Guide.SourcesAndSinks;

[Record]
public readonly partial record struct Flight(Timestamp Date, int Delay, Utf8String Origin, Utf8String Destination);

[Record]
public readonly partial record struct HourlyDelay(Utf8String Origin, Timestamp WindowStart, double MeanDelay);

[Job]
public sealed partial class FlightDelays
{
    /// <summary>Flights as CSV.</summary>
    public string Input { get; init; } = "flights.csv";

    public Source<Flight>? Flights { get; init; }

    public Sink<HourlyDelay> Delays { get; init; } = Csv.Write<HourlyDelay>("-");

    void Define(JobBuilder job) => job
        .From(Flights ?? Csv.Read<Flight>(Input))
        .EventTime(flight => flight.Date, outOfOrderness: Duration.Zero)
        .KeyBy(flight => flight.Origin)
        .Window(Tumbling.Every(Duration.Hours(1)))
        .DropLate()
        .Aggregate(group => new HourlyDelay(group.Key, group.Window.Start, group.Average(f => f.Delay)))
        .Named("hourly-delay")
        .To(Delays);
}

[Job]
public sealed partial class Choosing
{
    public string Input { get; init; } = "flights.csv";

    public Flight[] Recorded { get; init; } = [];

    public required Sink<Flight> Output { get; init; }

    void Define(JobBuilder job) =>
        job.From<Flight>(Recorded.Length > 0 ? Rows.From(Recorded) : Csv.Read<Flight>(Input))
            .To(Output);
}

/// <summary>The code of docs/guide/sources-and-sinks.md.</summary>
internal static class Programs
{
    public static async Task<int> InProduction(string[] args)
    {
        return await StreamHost.RunAsync<FlightDelays>(args);
    }

    public static async Task<int> Needy(string[] args) => await StreamHost.RunAsync<Choosing>(args);

    public static async Task<List<(string Origin, double Mean)>> InATest(Flight[] flights)
    {
        var delays = new List<(string Origin, double Mean)>();
        await using RunningJob job = await StreamHost.StartAsync(new FlightDelays
        {
            Flights = Rows.From(flights),
            Delays = Rows.To(delays.Add, (HourlyDelay row) => (row.Origin.ToString(), row.MeanDelay)),
        });
        await job.Completion;
        return delays;
    }

    public static async Task InABenchmark(Flight[] flights)
    {
        await using RunningJob job = await StreamHost.StartAsync(new FlightDelays { Flights = Rows.From(flights), Delays = Rows.Discard<HourlyDelay>() });
        await job.Completion;
        Console.WriteLine($"{job.Metrics.Snapshot().RowsIn / job.Metrics.Snapshot().Elapsed.TotalSeconds:N0} flights/s");
    }
}
