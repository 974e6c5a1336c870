using System.Collections.Concurrent;
using Millrace;

namespace Guide.EarlyAndLateResults;

[Record]
public readonly partial record struct Flight(Timestamp Date, int Distance, Utf8String Origin);

[Record]
public readonly partial record struct Departures(Utf8String Origin, Timestamp Day, long Flights);

/// <summary>The examples of docs/guide/early-and-late-results.md.</summary>
[Job]
public sealed partial class DeparturesSoFar
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentQueue<(string Origin, long Flights)> Results { get; } = [];
    internal ConcurrentQueue<(string Origin, long Miles)> Distances { get; } = [];
    internal ConcurrentQueue<Duration> TooLate { get; } = [];
    public long Limit { get; init; } = 1_000;

    void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).EventTime(flight => flight.Date, outOfOrderness: Duration.Zero);
        flights
            .KeyBy(flight => flight.Origin)
            .Window(Tumbling.Every(Duration.Days(1)))
            .EarlyEvery(Duration.Minutes(5))
            .AllowedLateness(Duration.Hours(1))
            .LateOutput(out var tooLate)
            .Aggregate(group => new Departures(group.Key, group.Window.Start, group.Count()))
            .To(Rows.To(Results.Enqueue, (Departures departures) => (departures.Origin.ToString(), departures.Flights)));
        tooLate.To(Rows.To(TooLate.Enqueue, ((Flight Row, Duration Lateness) late) => late.Lateness));

        flights
            .KeyBy(flight => flight.Origin)
            .Window(Global.UntilEnd())
            .Trigger(new EveryDistance(Limit), flight => flight.Distance)
            .Aggregate(group => (group.Key, Miles: group.Sum(flight => flight.Distance)))
            .To(Rows.To(Distances.Enqueue, ((Utf8String Key, long Miles) result) => (result.Key.ToString(), result.Miles)));
    }
}

/// <summary>Fires when the distances since the last result add up to a limit; at the end of the window, whatever there is.</summary>
public readonly struct EveryDistance(long limit) : ITrigger<int, long>
{
    public TriggerResult OnRow(in int value, ref TriggerContext<long> context)
    {
        context.State += value;
        if (context.State < limit) return TriggerResult.Continue;
        context.State = 0;
        return TriggerResult.FireAndPurge;
    }

    public TriggerResult OnEventTime(ref TriggerContext<long> context) => context.HasRows ? TriggerResult.Fire : TriggerResult.Continue;
}
