using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Two exchanges in a row between event time and window.</summary>
[Job]
public sealed partial class SpreadWindows
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Seconds(10))
        .Rebalance()
        .Named("spread")
        .Where(f => f.Delay > 0)
        .Select(f => new { f.Origin, f.Destination, f.Delay })
        .Shuffle()
        .KeyBy(x => x.Origin)
        .Window(Tumbling.Every(Duration.Minutes(1)))
        .DropLate()
        .Aggregate(group => new Count(group.Key, group.Count()))
        .Named("count")
        .To(Rows.To(Results.Add, (Count count) => (count.Word.ToString(), count.Number)));
}

/// <summary>A stream that takes every kind of exchange, and some of it twice.</summary>
[Job]
public sealed partial class EveryExchange
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights));
        var late = flights.Where(f => f.Delay > 20).Rebalance();
        late.Select(f => new Count(f.Origin, f.Delay))
            .Union(flights.Rescale().SelectMany<Count>((f, counts) =>
                {
                    counts.Collect(new Count(f.Origin, 1));
                    counts.Collect(new Count(f.Destination, 2));
                }), late.Union(flights).Shuffle().Select(f => new Count(f.Destination, f.Distance)))
            .Rebalance()
            .To(Rows.To(Results.Add, (Count count) => (count.Word.ToString(), count.Number)));
    }
}

/// <summary>Nothing but an exchange between source and sink.</summary>
[Job]
public sealed partial class Rescaled
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentQueue<long> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .Rescale()
        .To(Rows.To(Results.Enqueue, (Flight f) => f.Date.Microseconds));
}
