using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Millrace;

namespace Guide.Embedding;

[Record]
public readonly partial record struct Flight(Timestamp Date, int Delay, Utf8String Origin);

[Record]
public readonly partial record struct HourlyDelay(Utf8String Origin, Timestamp WindowStart, double MeanDelay);

[Job]
public sealed partial class FlightDelays
{
    public required string Input { get; init; }
    public required string Output { get; init; }

    void Define(JobBuilder job) => job
        .From(Csv.Read<Flight>(Input))
        .EventTime(flight => flight.Date, outOfOrderness: Duration.Zero)
        .KeyBy(flight => flight.Origin)
        .Window(Tumbling.Every(Duration.Hours(1)))
        .DropLate()
        .Aggregate(group => new HourlyDelay(group.Key, group.Window.Start, group.Average(f => f.Delay)))
        .Named("hourly-delay")
        .To(Csv.Write<HourlyDelay>(Output));
}

[Record]
public readonly partial record struct Visit(Utf8String Page);

/// <summary>What pages and job share.</summary>
public sealed class VisitBoard
{
    private long _visits;

    public string[] Pages { get; init; } = [];

    public long Visits => Interlocked.Read(ref _visits);

    public void Count(string page) => Interlocked.Increment(ref _visits);
}

/// <summary>A job made with a service of the host.</summary>
[Job]
public sealed partial class Visits(VisitBoard board)
{
    private readonly VisitBoard _board = board;

    void Define(JobBuilder job) => job
        .From(Rows.From(_board.Pages, page => new Visit(page)))
        .To(Rows.To(_board.Count, (Visit visit) => visit.Page.ToString()));
}

/// <summary>The code of docs/guide/embedding.md. Its files are in the current directory.</summary>
internal static class Embedding
{
    public static async Task StartWatchStopAsync(ILogger logger)
    {
        await using RunningJob job = await StreamHost.StartAsync(
            new FlightDelays { Input = "flights.csv", Output = "delays.csv" },
            new JobOptions { Parallelism = 2, MemoryBytes = 256 << 20, Logger = logger });

        JobMetricsSnapshot now = job.Metrics.Snapshot();
        Console.WriteLine($"{now.RowsIn} rows in, {now.RowsOut} out, at {now.Watermark}");

        await job.Completion;
    }

    public static void AddJobs(WebApplicationBuilder builder)
    {
        builder.Services.AddMillrace()
            .AddJob<FlightDelays>(job => job
                .Set("input", "flights.csv")
                .Set("output", "delays.csv"));
    }

    public static void AddJobMadeInCode(MillraceBuilder millrace) => millrace
        .AddJob<Visits>(job => job.Create(services => new Visits(services.GetRequiredService<VisitBoard>())));

    public static void MapJob(WebApplication app)
    {
        app.MapGet("/job", (JobHandle<FlightDelays> job) => new { job.State, Rows = job.Metrics?.Snapshot().RowsIn });
    }
}
