using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Millrace.Jobs.Tests;

/// <summary>Flights by airport and moment of arrival, and these results by day.</summary>
[Job]
public sealed partial class ByProcessingTime
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];
    internal ConcurrentBag<(string, long)> Sessions { get; init; } = [];
    internal ConcurrentBag<(string, long)> Sliding { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).Where(f => f.Distance > 500).ProcessingTime();
        flights.KeyBy(f => f.Origin)
            .Window(Tumbling.Every(Duration.Milliseconds(2)))
            .Aggregate(group => new Count(group.Key, group.Count()))
            .KeyBy(count => count.Word)
            .Window(Tumbling.Every(Duration.Days(10_000)))
            .DropLate()
            .Aggregate(group => new Count(group.Key, group.Sum(count => count.Number)))
            .To(Rows.To(Results.Add, (Count count) => (count.Word.ToString(), count.Number)));
        flights.KeyBy(f => f.Origin)
            .Window(Session.WithGap(Duration.Hours(1)))
            .Aggregate(group => new Count(group.Key, group.Count()))
            .To(Rows.To(Sessions.Add, (Count count) => (count.Word.ToString(), count.Number)));
        flights.KeyBy(f => f.Origin)
            .Window(Millrace.Sliding.Of(Duration.Days(20_000), every: Duration.Days(10_000)))
            .Aggregate(group => new Count(group.Key, group.Count()))
            .To(Rows.To(Sliding.Add, (Count count) => (count.Word.ToString(), count.Number)));
    }
}

/// <summary>Flights by airport and the time at which they were read.</summary>
[Job]
public sealed partial class ByIngestionTime
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(string, long)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .IngestionTime()
        .Where(f => f.Distance > 500)
        .KeyBy(f => f.Origin)
        .Window(Tumbling.Every(Duration.Milliseconds(2)))
        .Aggregate(group => new Count(group.Key, group.Count()))
        .KeyBy(count => count.Word)
        .Window(Tumbling.Every(Duration.Days(10_000)))
        .Aggregate(group => new Count(group.Key, group.Sum(count => count.Number)))
        .To(Rows.To(Results.Add, (Count count) => (count.Word.ToString(), count.Number)));
}

/// <summary>Counts what comes while it comes.</summary>
[Job]
public sealed partial class Live
{
    internal Channel<Line> Input { get; } = Channel.CreateUnbounded<Line>();
    internal Channel<(string, long)> Output { get; } = Channel.CreateUnbounded<(string, long)>();

    private void Define(JobBuilder job) => job
        .From(Rows.From(Input.Reader))
        .ProcessingTime()
        .KeyBy(line => line.Text)
        .Window(Tumbling.Every(Duration.Milliseconds(20)))
        .Aggregate(group => new Count(group.Key, group.Count()))
        .To(Rows.To(value => Output.Writer.TryWrite(value), (Count count) => (count.Word.ToString(), count.Number)));
}

/// <summary>The same by the time at which rows are read.</summary>
[Job]
public sealed partial class LiveByIngestionTime
{
    internal Channel<Line> Input { get; } = Channel.CreateUnbounded<Line>();
    internal Channel<(string, long)> Output { get; } = Channel.CreateUnbounded<(string, long)>();

    private void Define(JobBuilder job) => job
        .From(Rows.From(Input.Reader))
        .IngestionTime()
        .KeyBy(line => line.Text)
        .Window(Tumbling.Every(Duration.Milliseconds(20)))
        .Aggregate(group => new Count(group.Key, group.Count()))
        .To(Rows.To(value => Output.Writer.TryWrite(value), (Count count) => (count.Word.ToString(), count.Number)));
}
