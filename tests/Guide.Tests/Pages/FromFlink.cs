using System.Collections.Concurrent;
using Millrace;

namespace Guide.FromFlink;

// Every spelling of docs/from-flink.md that stands nowhere else, word for word: names such as d and n are those of the page.

[Record]
public readonly partial record struct Row(Timestamp At, Utf8String Key, int Value);

[Record]
public readonly partial record struct Summary(Utf8String Key, long Sum, Timestamp Latest, long Odd);

[Record]
public readonly partial record struct SoFar(Utf8String Key, long Sum, Timestamp Latest);

public readonly struct MyAggregate : IAggregate<int, long, long>
{
    public long Create() => 0;
    public void Add(ref long acc, in int value) => acc += value & 1;
    public void Merge(ref long acc, in long other) => acc += other;
    public long Result(in long acc) => acc;
}

public readonly struct MyTrigger : ITrigger<int, long>
{
    public TriggerResult OnRow(in int value, ref TriggerContext<long> context) => TriggerResult.Continue;
    public TriggerResult OnEventTime(ref TriggerContext<long> context) => TriggerResult.Fire;
}

/// <summary>Sends on rows with a value, and keeps the others apart.</summary>
[Operator]
public partial struct Validate : IProcessFunction<Row, Row>
{
    public static readonly SideOutput<Row> Rejected = new("rejected");

    public readonly void Process(in Row row, ProcessContext<Row> context)
    {
        if (row.Value >= 0) context.Collect(row);
        else context.Output(Rejected, row);
    }
}

/// <summary>Rows and streams.</summary>
[Job]
public sealed partial class Streams
{
    internal Row[] Input { get; init; } = [];
    internal int n { get; init; } = 2;
    internal ConcurrentBag<string> Results { get; } = [];

    void Define(JobBuilder job)
    {
        var stream = job.From(Rows.From(Input)).EventTime(row => row.At, outOfOrderness: Duration.Zero)
            .Partition((row, subtasks) => row.Value & (subtasks - 1) & 1)
            .Process(new Validate());
        stream.SideOutput(Validate.Rejected).To(Rows.To(Results.Add, (Row row) => $"rejected {row.Value}"));
        stream.Split(row => row.Value > 100, out var matching, out var rest);
        matching.Select(row => row.Value).WithParallelism(n).To(Rows.To<int>(value => Results.Add($"large {value}")));
        rest.KeyBy(row => row.Key)
            .Window(Global.UntilEnd())
            .Aggregate(group => new Summary(group.Key, group.Sum(row => row.Value), group.MaxBy(row => row.Value, row => row.At), group.Aggregate(new MyAggregate(), row => row.Value)))
            .Named("x")
            .To(Rows.To(Results.Add, (Summary summary) => $"{summary.Key} {summary.Sum} {summary.Latest.Microseconds} {summary.Odd}"));
        rest.KeyBy(row => row.Key)
            .Aggregate(group => new SoFar(group.Key, group.Sum(row => row.Value), group.MaxBy(row => row.Value, row => row.At)))
            .Named("rolling")
            .To(Rows.Discard<SoFar>());
    }
}

/// <summary>Time.</summary>
[Job]
public sealed partial class Times
{
    internal Row[] Input { get; init; } = [];
    internal Duration d { get; init; } = Duration.Minutes(1);
    internal ConcurrentBag<int> Results { get; } = [];

    void Define(JobBuilder job)
    {
        var bounded = job.From(Rows.From(Input)).EventTime(row => row.At, Watermarks.BoundedOutOfOrderness(d).WithIdleness(d));
        var monotonous = job.From(Rows.From(Input)).EventTime(row => row.At, Watermarks.Monotonous().WithMaxDrift(d, group: "rows"));
        var punctuated = job.From(Rows.From(Input)).EventTime(row => row.At, Watermarks.Punctuated<Row>(row => row.Value == 0 ? row.At : null));
        var custom = job.From(Rows.From(Input)).EventTime(row => row.At, Watermarks.Custom<Row, Never>(new Never()));
        bounded.Union(monotonous, punctuated, custom).To(Rows.To(Results.Add, (Row row) => row.Value));
    }
}

/// <summary>Knows of no watermark before the end.</summary>
public struct Never : IWatermarkGenerator<Row>
{
    public readonly void OnRow(in Row row, Timestamp time) { }

    public readonly Timestamp Watermark(Timestamp now) => Timestamp.MinValue;
}

/// <summary>Windows.</summary>
[Job]
public sealed partial class Windowing
{
    internal Row[] Input { get; init; } = [];
    internal Duration size { get; init; } = Duration.Minutes(10);
    internal Duration offset { get; init; } = Duration.Minutes(1);
    internal Duration slide { get; init; } = Duration.Minutes(5);
    internal Duration gap { get; init; } = Duration.Minutes(5);
    internal Duration max { get; init; } = Duration.Minutes(10);
    internal Duration every { get; init; } = Duration.Minutes(5);
    internal Duration duration { get; init; } = Duration.Minutes(1);
    internal Duration d { get; init; } = Duration.Minutes(2);
    internal int n { get; init; } = 2;
    internal int m { get; init; } = 1;
    internal long rows { get; init; } = 2;
    internal ConcurrentBag<(string Kind, long Rows)> Results { get; } = [];

    void Define(JobBuilder job)
    {
        var stream = job.From(Rows.From(Input)).EventTime(row => row.At, Duration.Zero).KeyBy(row => row.Key);
        stream.Window(Tumbling.Every(size, offset)).DropLate().Aggregate(group => group.Count()).To(Rows.To<long>(count => Results.Add(("tumbling", count))));
        stream.Window(Sliding.Of(size, every: slide)).DropLate().Aggregate(group => group.Count()).To(Rows.To<long>(count => Results.Add(("sliding", count))));
        stream.Window(Session.WithGap(gap)).DropLate().Aggregate(group => group.Count()).To(Rows.To<long>(count => Results.Add(("session", count))));
        stream.Window(Cumulating.Of(max, every)).DropLate().Aggregate(group => group.Count()).To(Rows.To<long>(count => Results.Add(("cumulating", count))));
        stream.Window(Tumbling.Count(n)).Aggregate(group => group.Count()).To(Rows.To<long>(count => Results.Add(("count", count))));
        stream.Window(Sliding.Count(n, every: m)).Aggregate(group => group.Count()).To(Rows.To<long>(count => Results.Add(("sliding count", count))));
        stream.Window(Tumbling.Every(size)).EarlyEvery(duration).EarlyEvery(rows).Accumulating().AllowedLateness(d).DropLate()
            .Aggregate(group => group.Count()).To(Rows.To<long>(count => Results.Add(("accumulating", count))));
        stream.Window(Tumbling.Every(size)).Trigger(new MyTrigger(), row => row.Value).DropLate()
            .Aggregate(group => group.Count()).To(Rows.To<long>(count => Results.Add(("triggered", count))));
        stream.Window(Tumbling.Every(size)).EarlyByClock(duration).DropLate().Aggregate(group => group.Count()).To(Rows.To<long>(count => Results.Add(("by clock", count))));
        stream.Window(Tumbling.Every(size)).EarlyAfterQuiet(duration).DropLate().Aggregate(group => group.Count()).To(Rows.To<long>(count => Results.Add(("after quiet", count))));
        stream.Window(Global.UntilEnd()).Evict(Evict.KeepLast(n))
            .Process((WindowRows<Row, Utf8String> window, Collector<long> results) => results.Collect(window.Count))
            .To(Rows.To<long>(count => Results.Add(("last", count))));
        stream.Window(Global.UntilEnd()).Evict(Evict.KeepWithin(d))
            .Process((WindowRows<Row, Utf8String> window, Collector<long> results) => results.Collect(window.Count))
            .To(Rows.To<long>(count => Results.Add(("within", count))));
    }
}

/// <summary>Joins of rows with themselves.</summary>
[Job]
public sealed partial class Joining
{
    internal Row[] Input { get; init; } = [];
    internal Duration d { get; init; } = Duration.Days(1);
    internal Duration lower { get; init; } = Duration.Zero;
    internal Duration upper { get; init; } = Duration.Minutes(1);
    internal int n { get; init; } = 1;
    internal ConcurrentBag<(string Kind, int Value)> Results { get; } = [];

    void Define(JobBuilder job)
    {
        var left = job.From(Rows.From(Input)).EventTime(row => row.At, Duration.Zero);
        var right = job.From(Rows.From(Input)).EventTime(row => row.At, Duration.Zero);
        left.KeyBy(row => row.Key).Join(right.KeyBy(row => row.Key)).Window(Tumbling.Every(Duration.Minutes(1))).DropLate().Select((a, b) => a.Value + b.Value)
            .To(Rows.To<int>(value => Results.Add(("window", value))));
        left.KeyBy(row => row.Key).CoGroup(right.KeyBy(row => row.Key)).Window(Tumbling.Every(Duration.Minutes(1))).DropLate().Process((CoGroup<Row, Row, Utf8String> group, Collector<int> sizes) => sizes.Collect((int)(group.Left.Count + group.Right.Count)))
            .To(Rows.To<int>(value => Results.Add(("group", value))));
        var keyed = left.KeyBy(row => row.Key);
        var versions = right.KeyBy(row => row.Key);
        keyed.Join(versions).Within(lower, upper).DropLate().Select((a, b) => a.Value + b.Value).To(Rows.To<int>(value => Results.Add(("within", value))));
        keyed.Join(versions).AsOf().DropLate().Select((a, b) => a.Value + b.Value).To(Rows.To<int>(value => Results.Add(("as of", value))));
        keyed.Join(versions).TimeToLive(d).Select((a, b) => a.Value + b.Value).To(Rows.To<int>(value => Results.Add(("alive", value))));
        keyed.Join(versions).KeepForever().Select((a, b) => a.Value + b.Value).Named("ever").To(Rows.To<int>(value => Results.Add(("ever", value))));
        keyed.Join(versions).TimeToLive(d, maxRows: n).Select((a, b) => a.Value + b.Value).Named("latest").To(Rows.To<int>(value => Results.Add(("latest", value))));
        var rows = job.From(Rows.From(Input));
        var table = job.From(Rows.From(Input)).KeyBy(row => row.Value).KeepFirst();
        rows.Join(table.Broadcast(), row => row.Value, row => row.Value).Select((row, of) => of.Value).To(Rows.To<int>(value => Results.Add(("table", value))));
    }
}

/// <summary>Remembers the last value of a key for a while, and how often it was told.</summary>
[Operator]
public partial struct Remember(Duration d, bool renewOnRead) : IKeyedProcessFunction<Row, Utf8String, Row>, ITimerFunction<Utf8String, Row>, IOperatorLifecycle
{
    [State(Expires = true)] private ValueState<Row> _x;
    [State] private EventTimer _due;
    private OperatorCounter? _told;

    public void Open(OperatorContext context)
    {
        _x.ExpireAfter(d, renewOnRead);
        _told = context.Counter("x");
    }

    public void Process(in Row row, KeyedContext<Utf8String, Row> context)
    {
        var t = row.At + d;
        _x.Value = row;
        _due.Set(t);
    }

    public void OnTimer(Timestamp time, KeyedContext<Utf8String, Row> context)
    {
        if (!_due.IsFiring || !_x.HasValue) return;
        context.Collect(_x.Value);
        _told!.Add(1);
        _due.Clear();
    }

    public readonly void Close() { }
}

/// <summary>Lets rows pass that a rule allows, and that differ from the key's row before.</summary>
[Operator]
public partial struct Allowed : IBroadcastFunction<Row, Row, Utf8String, Row>
{
    [State] private BroadcastState<Utf8String, int> _least;
    [State] private ValueState<Row> _x;

    public void ProcessBroadcast(in Row rule, ProcessContext<Row> context) => _least[rule.Key] = rule.Value;

    public void Process(in Row row, KeyedContext<Utf8String, Row> context)
    {
        if (_x.HasValue && _x.Value == row) return;
        _x.Value = row;
        if (!_least.TryGet(row.Key, out int least) || row.Value >= least) context.Collect(row);
    }
}

/// <summary>Functions, state and timers.</summary>
[Job]
public sealed partial class Functions
{
    internal Row[] Input { get; init; } = [];
    internal Row[] Limits { get; init; } = [];
    internal ConcurrentBag<string> Results { get; } = [];

    void Define(JobBuilder job)
    {
        var rows = job.From(Rows.From(Input)).EventTime(row => row.At, Duration.Zero).KeyBy(row => row.Key);
        rows.Process(new Remember(Duration.Minutes(1), renewOnRead: false)).Named("remember")
            .To(Rows.To(Results.Add, (Row row) => $"last {row.Key} {row.Value}"));
        var rules = job.From(Rows.From(Limits));
        rows.Connect(rules.Broadcast()).Process(new Allowed()).Named("allowed")
            .To(Rows.To(Results.Add, (Row row) => $"allowed {row.Key} {row.Value}"));
    }
}

/// <summary>Halves until nothing is left.</summary>
[Job]
public sealed partial class Halving
{
    internal Row[] Input { get; init; } = [];
    internal ConcurrentBag<int> Results { get; } = [];

    void Define(JobBuilder job)
    {
        var stream = job.From(Rows.From(Input)).Select(row => row.Value);
        var loop = stream.Iterate();
        var halves = loop.Select(value => value / 2);
        var feedback = halves.Where(value => value > 0);
        loop.CloseWith(feedback);
        halves.To(Rows.To<int>(value => Results.Add(value)));
    }
}
