using System.Collections.Concurrent;
using Millrace;

namespace Guide.Aggregates;

[Record]
public readonly partial record struct Reading(Utf8String Sensor, Timestamp Time, double Celsius);

[Record]
public readonly partial record struct Weather(Utf8String Sensor, Timestamp From, double Mean, double Deviation, Timestamp Warmest);

[Record]
public readonly partial record struct Flight(Timestamp Date, int Delay, Utf8String Origin, Utf8String Destination);

[Record]
public readonly partial record struct Punctuality(Utf8String Origin, long Flights, long Late, double MeanDelayOfLate);

[Record]
public readonly partial record struct Delays(Utf8String Origin, double Median, double P95, double P99);

[Record]
public readonly partial record struct Worst(Utf8String Origin, RecordList<Utf8String> Destinations, RecordList<int> Delays);

/// <summary>The first example of docs/guide/aggregates.md.</summary>
[Job]
public sealed partial class WeatherPerHour
{
    internal Reading[] Readings { get; init; } = [];
    internal ConcurrentQueue<string> Results { get; } = [];

    void Define(JobBuilder job) => job
        .From(Rows.From(Readings))
        .EventTime(reading => reading.Time, outOfOrderness: Duration.Minutes(1))
        .KeyBy(reading => reading.Sensor)
        .Window(Tumbling.Every(Duration.Hours(1)))
        .DropLate()
        .Aggregate(group => new Weather(
            group.Key, group.Window.Start,
            group.Average(r => r.Celsius), group.StandardDeviation(r => r.Celsius),
            group.MaxBy(by: r => r.Celsius, value: r => r.Time)))   // when it was warmest
        .To(Rows.To(Results.Enqueue, (Weather weather) => weather.ToString()));
}

/// <summary>The others, on the flights of an airport.</summary>
[Job]
public sealed partial class FlightNumbers
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentQueue<string> Punctual { get; } = [];
    internal ConcurrentQueue<string> Spread { get; } = [];
    internal ConcurrentQueue<(string Destinations, string Delays)> Lists { get; } = [];

    void Define(JobBuilder job)
    {
        var all = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Minutes(5)).KeyBy(f => f.Origin).Window(Global.UntilEnd());
        all
            .Aggregate(group => new Punctuality(
                group.Key, group.Count(),
                group.Where(f => f.Delay > 15).Count(),
                group.Where(f => f.Delay > 15).Average(f => f.Delay)))
            .To(Rows.To(Punctual.Enqueue, (Punctuality result) => result.ToString()));
        all
            .Aggregate(group => new Delays(
                group.Key, group.Median(f => f.Delay), group.Quantile(f => f.Delay, 0.95), group.Quantile(f => f.Delay, 0.99)))
            .To(Rows.To(Spread.Enqueue, (Delays result) => result.ToString()));
        all
            .Aggregate(group => new Worst(
                group.Key, group.TopK(3, by: f => f.Delay, value: f => f.Destination), group.ToList(f => f.Delay)))
            .To(Rows.To(Lists.Enqueue, (Worst result) => (result.Destinations.ToString()!, result.Delays.ToString()!)));
    }
}
