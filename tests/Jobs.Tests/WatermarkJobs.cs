using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Something that happened, now and then with the promise that nothing at or before a time follows.</summary>
[Record]
public readonly partial record struct Happening(Timestamp Time, int Kind, Timestamp? Mark);

/// <summary>Promises what lies a second behind the highest time so far.</summary>
public struct SecondBehind : IWatermarkGenerator<Happening>
{
    private long _highest;
    private bool _any;

    public void OnRow(in Happening row, Timestamp time)
    {
        _highest = _any ? Math.Max(_highest, time.Microseconds) : time.Microseconds;
        _any = true;
    }

    public readonly Timestamp Watermark(Timestamp now) => _any ? new Timestamp(_highest - 1_000_001) : Timestamp.MinValue;
}

/// <summary>The same windows with every strategy.</summary>
[Job]
public sealed partial class Strategies
{
    internal Happening[] Rows { get; init; } = [];
    internal ConcurrentBag<(string Strategy, long Start, int Kind, long Count)> Results { get; init; } = [];
    internal Duration Idle { get; init; } = Duration.Seconds(3);

    private void Define(JobBuilder job)
    {
        Count(job.From(Millrace.Rows.From(Rows)).EventTime(h => h.Time, Watermarks.BoundedOutOfOrderness(Duration.Seconds(1)).WithIdleness(Idle)))
            .To(Millrace.Rows.To<(long Start, int Kind, long Count)>(x => Results.Add(("bounded", x.Start, x.Kind, x.Count))));
        Count(job.From(Millrace.Rows.From(Rows)).Where(h => h.Kind >= 0).EventTime(h => h.Time, Watermarks.Punctuated<Happening>(h => h.Mark).WithIdleness(Idle)))
            .To(Millrace.Rows.To<(long Start, int Kind, long Count)>(x => Results.Add(("punctuated", x.Start, x.Kind, x.Count))));
        Count(job.From(Millrace.Rows.From(Rows)).EventTime(h => h.Time, Watermarks.Custom<Happening, SecondBehind>(new SecondBehind())).Where(h => h.Kind >= 0))
            .To(Millrace.Rows.To<(long Start, int Kind, long Count)>(x => Results.Add(("custom", x.Start, x.Kind, x.Count))));
        // Two sources that wait for each other.
        Count(job.From(Millrace.Rows.From(Rows)).EventTime(h => h.Time, Watermarks.BoundedOutOfOrderness(Duration.Seconds(1)).WithMaxDrift(Duration.Seconds(10), group: "happenings")))
            .To(Millrace.Rows.To<(long Start, int Kind, long Count)>(x => Results.Add(("drift", x.Start, x.Kind, x.Count))));
        Count(job.From(Millrace.Rows.From(Rows)).EventTime(h => h.Time, Watermarks.Custom<Happening, SecondBehind>(new SecondBehind()).WithMaxDrift(Duration.Seconds(5), group: "happenings")))
            .To(Millrace.Rows.To<(long Start, int Kind, long Count)>(x => Results.Add(("custom drift", x.Start, x.Kind, x.Count))));
        Count(job.From(Millrace.Rows.From(Rows)).Rebalance().EventTime(h => h.Time, Watermarks.Custom<Happening, SecondBehind>(new SecondBehind())))
            .To(Millrace.Rows.To<(long Start, int Kind, long Count)>(x => Results.Add(("behind", x.Start, x.Kind, x.Count))));
    }

    private Stream<(long Start, int Kind, long Count)> Count(Stream<Happening> happenings) => happenings
        .KeyBy(h => h.Kind)
        .Window(Tumbling.Every(Duration.Milliseconds(100)))
        .DropLate()
        .Aggregate(group => (group.Window.Start.Microseconds, group.Key, group.Count()));
}

/// <summary>Behind an exchange there are no splits that could be idle.</summary>
[Job]
public sealed partial class IdleBehindExchange
{
    private void Define(JobBuilder job) => job
        .From(Millrace.Rows.From(Array.Empty<Happening>()))
        .Rebalance()
        .EventTime(h => h.Time, Watermarks.Monotonous().WithIdleness(Duration.Seconds(1)))
        .To(Millrace.Rows.To<Happening>(_ => { }));
}

/// <summary>Rows in the order of their times, but for those that break the promise.</summary>
[Job]
public sealed partial class Late
{
    internal Happening[] Rows { get; init; } = [];
    internal ConcurrentBag<(string Strategy, long Time)> Results { get; init; } = [];

    private void Define(JobBuilder job)
    {
        job.From(Millrace.Rows.From(Rows)).EventTime(h => h.Time, Watermarks.Monotonous())
            .KeyBy(h => h.Kind).Window(Tumbling.Every(Duration.Milliseconds(10))).LateOutput(out var afterOrder).Aggregate(group => (group.Key, group.Count()))
            .To(Millrace.Rows.To<(int Kind, long Count)>(_ => { }));
        afterOrder.To(Millrace.Rows.To<(Happening Row, Duration Lateness)>(x => Results.Add(("monotonous", x.Row.Time.Microseconds))));
        job.From(Millrace.Rows.From(Rows)).EventTime(h => h.Time, Watermarks.Punctuated<Happening>(h => h.Mark))
            .KeyBy(h => h.Kind).Window(Tumbling.Every(Duration.Milliseconds(10))).LateOutput(out var afterMark).Aggregate(group => (group.Key, group.Count()))
            .To(Millrace.Rows.To<(int Kind, long Count)>(_ => { }));
        afterMark.To(Millrace.Rows.To<(Happening Row, Duration Lateness)>(x => Results.Add(("punctuated", x.Row.Time.Microseconds))));
    }
}
