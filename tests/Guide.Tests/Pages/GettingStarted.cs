using Millrace;

namespace Guide.GettingStarted;

/// <summary>The program of docs/guide/getting-started.md.</summary>
internal static class Program
{
    public static async Task<int> RunAsync(string[] args)
    {
        return await StreamHost.RunAsync<Temperatures>(args);
    }
}

[Record]
public readonly partial record struct Reading(Utf8String Sensor, Timestamp Time, double Celsius);

[Record]
public readonly partial record struct Mean(Utf8String Sensor, Timestamp WindowStart, double Celsius, long Readings);

[Job]
public sealed partial class Temperatures
{
    /// <summary>Readings as CSV.</summary>
    public required string Input { get; init; }

    void Define(JobBuilder job) => job
        .From(Csv.Read<Reading>(Input))
        .EventTime(reading => reading.Time, outOfOrderness: Duration.Seconds(5))
        .KeyBy(reading => reading.Sensor)
        .Window(Tumbling.Every(Duration.Minutes(1)))
        .DropLate()
        .Aggregate(group => new Mean(
            group.Key, group.Window.Start, group.Average(r => r.Celsius), group.Count()))
        .Named("mean")
        .To(Csv.Write<Mean>("-"));
}
