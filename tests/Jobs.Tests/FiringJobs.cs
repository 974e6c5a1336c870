using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Early results by count, and late ones.</summary>
[Job]
public sealed partial class EarlyAndLate
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long, long)> Results { get; init; } = [];
    internal ConcurrentBag<long> Late { get; init; } = [];
    public long Every { get; init; } = 10;

    private void Define(JobBuilder job)
    {
        job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Minutes(1))
            .KeyBy(f => f.Origin)
            .Window(Tumbling.Every(Duration.Minutes(30)))
            .EarlyEvery(Every)
            .AllowedLateness(Duration.Hours(100_000))
            .LateOutput(out var late)
            .Aggregate(g => (g.Key, g.Window.Start, Flights: g.Count(), Far: g.Max(f => f.Destination)))
            .To(Rows.To(Results.Add, ((Utf8String Key, Timestamp Start, long Flights, Utf8String Far) r) => (r.Key.ToString(), r.Start.Microseconds, r.Flights)));
        late.Select(l => l.Row).To(Rows.To(Late.Add, (Flight f) => f.Date.Microseconds));
    }

}

/// <summary>Only lateness, so that aggregation starts before the exchange.</summary>
[Job]
public sealed partial class Corrected
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long, long)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Zero)
        .KeyBy(f => f.Origin)
        .Window(Tumbling.Every(Duration.Minutes(30)))
        .DropLate()
        .AllowedLateness(Duration.Hours(100_000))
        .Aggregate(g => (g.Key, g.Window.Start, Flights: g.Count()))
        .Named("corrected")
        .To(Rows.To(Results.Add, ((Utf8String Key, Timestamp Start, long Flights) r) => (r.Key.ToString(), r.Start.Microseconds, r.Flights)));
}

/// <summary>Results that take with them what they were made of: their sums are the sums of all.</summary>
[Job]
public sealed partial class Instalments
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Minutes(1))
        .KeyBy(f => f.Origin)
        .Window(Sliding.Of(Duration.Hours(2), every: Duration.Hours(1)))
        .EarlyEvery(Duration.Minutes(5))
        .Discarding()
        .DropLate()
        .Aggregate(g => (g.Key, Distance: g.Sum(f => f.Distance), Far: g.Max(f => f.Destination), Different: g.CountDistinct(f => f.Delay)))
        .To(Rows.To(Results.Add, ((Utf8String Key, long Distance, Utf8String Far, long Different) r) => (r.Key.ToString(), r.Distance)));
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

/// <summary>A trigger of the user's, over a window that holds everything.</summary>
[Job]
public sealed partial class EveryThousandMiles
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];
    public long Limit { get; init; } = 100_000;

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .KeyBy(f => f.Origin)
        .Window(Global.UntilEnd())
        .Trigger(new EveryDistance(Limit), f => f.Distance)
        .Aggregate(g => (g.Key, Distance: g.Sum(f => f.Distance)))
        .To(Rows.To(Results.Add, ((Utf8String Key, long Distance) r) => (r.Key.ToString(), r.Distance)));
}
