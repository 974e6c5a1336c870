using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Every kind of operator with a number of subtasks of its own.</summary>
[Job]
public sealed partial class OwnParallelism
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];
    public int Wide { get; init; } = 4;

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).WithParallelism(2).Named("flights")
            .Where(f => f.Distance >= 0)
            .EventTime(f => f.Date, Duration.Seconds(10))
            .Select(f => (f.Origin, f.Destination, f.Delay, f.Distance)).WithParallelism(3).Named("parse");
        flights.KeyBy(f => f.Origin).Window(Tumbling.Every(Duration.Minutes(1))).LateOutput(out var late)
            .Aggregate(group => new Count(group.Key, group.Count())).Named("count").WithParallelism(Wide)
            .Select(count => (count.Word, count.Number))
            .To(Rows.To(Results.Add, ((Utf8String Word, long Number) count) => ("count " + count.Word.ToString(), count.Number))).WithParallelism(1).Named("counts");
        late.To(Rows.To(Results.Add, (((Utf8String Origin, Utf8String Destination, int Delay, int Distance) Row, Duration Lateness) row) => ("late", 1L)));
        flights.KeyBy(f => f.Destination).Reduce((a, b) => (a.Origin, a.Destination, 0, Math.Max(a.Distance, b.Distance))).WithParallelism(3).Named("furthest")
            .To(Rows.To(Results.Add, ((Utf8String, Utf8String Destination, int, int Distance) f) => ("far " + f.Destination.ToString(), (long)f.Distance)));
        flights.Select(f => new Count(f.Origin, f.Delay)).Distinct().WithParallelism(2)
            .KeyBy(c => c.Word).Window(Global.UntilEnd()).Process((WindowRows<Count, Utf8String> rows, Collector<Count> counts) => counts.Collect(new Count(rows.Key, rows.Count)))
            .WithParallelism(3).Named("delays")
            .To(Rows.To(Results.Add, (Count c) => ("delays " + c.Word.ToString(), c.Number)));
        var near = job.From(Rows.From(Flights)).Select(f => f.Distance).Where(distance => distance < 9).Distinct();
        flights.Join(near.Broadcast(), f => f.Distance, distance => distance).Select((f, distance) => new Count(f.Origin, 2 * distance)).WithParallelism(3).Named("near")
            .To(Rows.To(Results.Add, (Count c) => ("near " + c.Word.ToString(), c.Number)));
        flights.KeyBy(f => f.Origin).Join(flights.Where(f => f.Delay > 50).KeyBy(f => f.Destination)).Within(-Duration.Seconds(2), Duration.Seconds(2))
            .Select((a, b) => a.Distance * b.Distance).WithParallelism(3).Named("pairs")
            .WindowAll(Global.UntilEnd()).Aggregate(group => group.Sum(x => (long)x)).DisableChaining()
            .To(Rows.To<long>(sum => Results.Add(("pairs", sum))));
    }
}

/// <summary>Chains that the user breaks.</summary>
[Job]
public sealed partial class BrokenChains
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentQueue<long> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights)).DisableChaining()
        .EventTime(f => f.Date, Duration.Seconds(10))
        .Where(f => f.Delay >= 0).StartNewChain()
        .Select(f => (f.Date, f.Delay)).Named("narrow").DisableChaining()
        .Where(f => f.Delay < 1_000)
        .To(Rows.To<(Timestamp Date, int Delay)>(f => Results.Enqueue(f.Date.Microseconds))).StartNewChain();
}

/// <summary>A keyed operator that is not chained to what stands before it.</summary>
[Job]
public sealed partial class KeyedChain
{
    internal Flight[] Flights { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .Where(f => f.Delay >= 0)
        .KeyBy(f => f.Origin).KeepFirst().StartNewChain()
        .To(Rows.Discard<Flight>());
}
