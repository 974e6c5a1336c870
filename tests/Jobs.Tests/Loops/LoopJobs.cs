using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests.Loops;

[Record]
public readonly partial record struct Trial(long Start, long Now, int Steps);

/// <summary>The steps that each number takes to 1, by 3n + 1 and halving.</summary>
[Job]
public sealed partial class CollatzSteps
{
    internal Trial[] Numbers { get; init; } = [];
    internal ConcurrentBag<(long Start, int Steps)> Results { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var loop = job.From(Rows.From(Numbers)).Iterate().Named("collatz");
        var next = loop.Select(n => n.Now == 1 ? n : new Trial(n.Start, n.Now % 2 == 0 ? n.Now / 2 : 3 * n.Now + 1, n.Steps + 1));
        loop.CloseWith(next.Where(n => n.Now != 1));
        next.Where(n => n.Now == 1).To(Rows.To<Trial>(n => Results.Add((n.Start, n.Steps))));
    }
}

[Record]
public readonly partial record struct Link(int From, int To);

[Record]
public readonly partial record struct Reached(int Node, int Component, Utf8String Note);

/// <summary>A node: the least component heard of, and its neighbours. What is new goes to all neighbours.</summary>
[Operator]
public partial struct LeastHeard : IConnectedFunction<Reached, Link, int, Reached>
{
    public static readonly SideOutput<Reached> Found = new("found");

    [State] private ValueState<int> _least;
    [State] private ListState<int> _neighbours;

    public void ProcessLeft(in Reached row, KeyedContext<int, Reached> context)
    {
        if (_least.HasValue && _least.Value <= row.Component) return;
        _least.Value = row.Component;
        context.Output(Found, row);
        foreach (int neighbour in _neighbours.Items) context.Collect(new Reached(neighbour, row.Component, $"by way of {context.Key}, heard from afar"));
    }

    public void ProcessRight(in Link row, KeyedContext<int, Reached> context)
    {
        _neighbours.Add(row.To);
        if (_least.HasValue) context.Collect(new Reached(row.To, _least.Value, $"told late by {context.Key}, a long text"));
    }
}

/// <summary>Connected components: the smallest node of each.</summary>
[Job]
public sealed partial class Components
{
    internal Link[] Links { get; init; } = [];
    internal ConcurrentBag<(int Node, int Component)> Results { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var links = job.From(Rows.From(Links));
        var both = links.SelectMany((Link link, Collector<Link> ways) =>
        {
            ways.Collect(link);
            ways.Collect(new Link(link.To, link.From));
        });
        var loop = both.Select(link => new Reached(link.From, link.From, "itself")).Iterate().Named("components");
        var spread = loop.KeyBy(reached => reached.Node).Connect(both.KeyBy(link => link.From)).Process(new LeastHeard()).Named("spread");
        loop.CloseWith(spread);
        spread.SideOutput(LeastHeard.Found).To(Rows.To(Results.Add, (Reached reached) => (reached.Node, reached.Component)));
    }
}

[Record]
public readonly partial record struct Visit(int Id, Timestamp Time, int Left);

/// <summary>Windows in and behind a loop that rows go round a different number of times.</summary>
[Job]
public sealed partial class LoopWindows
{
    internal Visit[] Visits { get; init; } = [];
    internal Duration OutOfOrderness { get; init; } = Duration.Seconds(1);
    internal ConcurrentBag<(long Window, int Key, long Rows)> Behind { get; init; } = [];
    internal ConcurrentBag<(long Window, int Key, long Rows)> Inside { get; init; } = [];
    internal ConcurrentBag<int> Late { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var loop = job.From(Rows.From(Visits)).EventTime(v => v.Time, OutOfOrderness).Iterate().Named("rounds");
        var next = loop.Select(v => v with { Left = v.Left - 1 }).KeyBy(v => v.Id % 7).Reduce((a, b) => b).Named("last");
        loop.CloseWith(next.Where(v => v.Left > 0));
        next.Where(v => v.Left <= 0).KeyBy(v => v.Id % 3)
            .Window(Tumbling.Every(Duration.Seconds(10))).LateOutput(out var late)
            .Aggregate(g => (g.Window.Start, g.Key, Rows: g.Count())).Named("behind")
            .To(Rows.To<(Timestamp Start, int Key, long Rows)>(x => Behind.Add((x.Start.Microseconds, x.Key, x.Rows))));
        loop.KeyBy(v => v.Id % 3)
            .Window(Sliding.Of(Duration.Seconds(10), every: Duration.Seconds(5))).DropLate()
            .Aggregate(g => (g.Window.Start, g.Key, Rows: g.Count())).Named("inside")
            .To(Rows.To<(Timestamp Start, int Key, long Rows)>(x => Inside.Add((x.Start.Microseconds, x.Key, x.Rows))));
        late.To(Rows.To<(Visit Row, Duration Lateness)>(x => Late.Add(x.Row.Id)));
    }
}

/// <summary>Waits a while before each further attempt.</summary>
[Operator]
public partial struct Later(Duration wait) : IKeyedProcessFunction<Visit, int, Visit>, ITimerFunction<int, Visit>
{
    [State] private ListState<Visit> _waiting;
    [State] private ProcessingTimer _due;

    public void Process(in Visit row, KeyedContext<int, Visit> context)
    {
        _waiting.Add(row with { Left = row.Left - 1 });
        if (!_due.IsSet) _due.Set(context.ProcessingTime + wait);
    }

    public void OnTimer(Timestamp time, KeyedContext<int, Visit> context)
    {
        foreach (var visit in _waiting.Items) context.Collect(visit);
        _waiting.Clear();
    }
}

/// <summary>Holds rows until the watermark has come to their time.</summary>
[Operator]
public partial struct UntilTime : IKeyedProcessFunction<Visit, int, Visit>, ITimerFunction<int, Visit>
{
    [State] private ListState<Visit> _waiting;
    [State] private EventTimer _due;

    public void Process(in Visit row, KeyedContext<int, Visit> context)
    {
        _waiting.Add(row with { Left = row.Left - 1 });
        if (!_due.IsSet || row.Time < _due.Time) _due.Set(row.Time);
    }

    public void OnTimer(Timestamp time, KeyedContext<int, Visit> context)
    {
        foreach (var visit in _waiting.Items) context.Collect(visit);
        _waiting.Clear();
    }
}

/// <summary>Loops whose operators hold rows until a clock or the watermark lets them go; one behind the other.</summary>
[Job]
public sealed partial class HeldRounds
{
    internal Visit[] Visits { get; init; } = [];
    internal Duration Wait { get; init; } = Duration.Hours(1);
    internal ConcurrentBag<int> Results { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var attempts = job.From(Rows.From(Visits)).EventTime(v => v.Time, Duration.Minutes(5)).Iterate().Named("attempts");
        var tried = attempts.KeyBy(v => v.Id % 5).Process(new Later(Wait)).Named("later");
        attempts.CloseWith(tried.Where(v => v.Left > 0));
        var rounds = tried.Where(v => v.Left <= 0).Select(v => v with { Left = 1 + v.Id % 4 }).Iterate().Named("rounds");
        var held = rounds.KeyBy(v => v.Id % 3).Process(new UntilTime()).Named("until-time");
        rounds.CloseWith(held.Where(v => v.Left > 0));
        held.Where(v => v.Left <= 0).To(Rows.To<Visit>(v => Results.Add(v.Id)));
    }
}

/// <summary>Each row becomes two, so many times; with calls outside in the loop.</summary>
[Job]
public sealed partial class Doublings
{
    internal Visit[] Visits { get; init; } = [];
    internal ConcurrentDictionary<int, long> Results { get; init; } = [];
    internal bool Asks { get; init; }

    private void Define(JobBuilder job)
    {
        var loop = job.From(Rows.From(Visits)).Rebalance().Iterate().Named("doublings");
        var twice = loop.SelectMany((Visit v, Collector<Visit> more) =>
        {
            more.Collect(v with { Left = v.Left - 1 });
            more.Collect(v with { Left = v.Left - 1 });
        });
        loop.CloseWith(twice.Where(v => v.Left > 0));
        twice.Where(v => v.Left <= 0).To(Rows.To<Visit>(v => Results.AddOrUpdate(v.Id, 1, (_, count) => count + 1)));
    }
}

/// <summary>Calls outside in a loop: rows come back when answers do.</summary>
[Job]
public sealed partial class AskedRounds
{
    internal Visit[] Visits { get; init; } = [];
    internal bool InOrder { get; init; }
    internal ConcurrentBag<(long Window, long Rows)> Results { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var loop = job.From(Rows.From(Visits)).EventTime(v => v.Time, Duration.Seconds(1)).Iterate().Named("asked");
        var asked = loop.SelectAsync(async (v, cancellation) =>
        {
            await Task.Yield();
            return v.Left - 1;
        }, (v, left) => v with { Left = left }, InOrder ? Async.Ordered(8, Duration.Seconds(10)) : Async.Unordered(8, Duration.Seconds(10)));
        loop.CloseWith(asked.Where(v => v.Left > 0));
        asked.Where(v => v.Left <= 0).WindowAll(Tumbling.Every(Duration.Seconds(10))).DropLate()
            .Aggregate(g => (g.Window.Start, Rows: g.Count())).Named("answers")
            .To(Rows.To<(Timestamp Start, long Rows)>(x => Results.Add((x.Start.Microseconds, x.Rows))));
    }
}

/// <summary>Rows hop from node to node, by a table that every subtask has.</summary>
[Job]
public sealed partial class Hops
{
    internal Visit[] Visits { get; init; } = [];
    internal Link[] Links { get; init; } = [];
    internal ConcurrentBag<(long Time, int Node)> Results { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var table = job.From(Rows.From(Links)).Broadcast();
        var loop = job.From(Rows.From(Visits)).EventTime(v => v.Time, Duration.Seconds(1)).Iterate().Named("hops");
        var next = loop.Join(table, v => v.Id, link => link.From).Select((v, link) => v with { Id = link.To, Left = v.Left - 1 }).Named("next");
        loop.CloseWith(next.Where(v => v.Left > 0));
        next.Where(v => v.Left <= 0).To(Rows.To<Visit>(v => Results.Add((v.Time.Microseconds, v.Id))));
    }
}
