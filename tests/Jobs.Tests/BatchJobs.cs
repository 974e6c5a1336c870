using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Windows of every kind, some gathered before the exchange, with text in keys and results.</summary>
[Job]
public sealed partial class BatchWindows
{
    internal Flight[] Flights { get; init; } = [];
    internal Duration Wait { get; init; }
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var timed = job.From(Rows.From(Flights)).EventTime(f => f.Date, Wait);
        var flights = timed.KeyBy(f => f.Origin);
        var tumbling = flights.Window(Tumbling.Every(Duration.Minutes(5))).DropLate()
            .Aggregate(g => (Kind: 't', g.Key, g.Window, Flights: g.Count(), Far: g.Max(f => f.Destination), Different: g.CountDistinct(f => f.Delay)));
        var gathered = flights.Window(Tumbling.Every(Duration.Minutes(2))).DropLate()
            .Aggregate(g => (Kind: 'p', g.Key, g.Window, Flights: g.Count(), Far: g.Max(f => f.Destination), Different: 0L));
        var sliding = flights.Window(Sliding.Of(Duration.Minutes(10), every: Duration.Minutes(3))).DropLate()
            .Aggregate(g => (Kind: 's', g.Key, g.Window, Flights: g.Count(), Far: g.Min(f => f.Destination), Different: 0L));
        var sessions = flights.Window(Session.WithGap(Duration.Milliseconds(500))).DropLate()
            .Aggregate(g => (Kind: 'b', g.Key, g.Window, Flights: g.Count(), Far: g.Max(f => f.Destination), Different: 0L));
        var growing = flights.Window(Cumulating.Of(Duration.Minutes(10), every: Duration.Minutes(2))).DropLate()
            .Aggregate(g => (Kind: 'c', g.Key, g.Window, Flights: g.Count(), Far: g.Max(f => f.Destination), Different: 0L));
        var all = timed.WindowAll(Tumbling.Every(Duration.Minutes(7))).DropLate()
            .Aggregate(g => (Kind: 'a', Key: (Utf8String)"all", g.Window, Flights: g.Count(), Far: g.Max(f => f.Destination), Different: 0L));
        tumbling.Union(gathered, sliding, sessions, growing, all)
            .To(Rows.To(Results.Add, ((char Kind, Utf8String Key, Window Window, long Flights, Utf8String Far, long Different) r) => $"{r.Kind} {r.Key} {r.Window.Start} {r.Window.End} {r.Flights} {r.Far} {r.Different}"));
    }
}

/// <summary>Joins of every kind, whose sides are branches of one stream; and windows behind windows.</summary>
[Job]
public sealed partial class BatchJoins
{
    internal Flight[] Flights { get; init; } = [];
    internal Duration Wait { get; init; }
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).EventTime(f => f.Date, Wait);
        var there = flights.Where(f => f.Delay > 20).KeyBy(f => f.Origin);
        var back = flights.Where(f => f.Delay <= 20).KeyBy(f => f.Destination);
        there.LeftJoin(back).Within(Duration.Zero, Duration.Seconds(1)).DropLate()
            .Select((f, b) => (f.Origin, f.Date, Other: b?.Date ?? Timestamp.MinValue))
            .To(Rows.To(Results.Add, ((Utf8String Origin, Timestamp Date, Timestamp Other) r) => $"i {r.Origin} {r.Date} {r.Other}"));
        there.FullJoin(back).Window(Tumbling.Every(Duration.Seconds(1))).DropLate()
            .Select((f, b) => (Origin: f?.Origin ?? b!.Value.Destination, Date: f?.Date ?? Timestamp.MinValue, Other: b?.Date ?? Timestamp.MinValue))
            .To(Rows.To(Results.Add, ((Utf8String Origin, Timestamp Date, Timestamp Other) r) => $"w {r.Origin} {r.Date} {r.Other}"));
        there.LeftJoin(back).AsOf().DropLate()
            .Select((f, b) => (f.Origin, f.Date, Other: b?.Date ?? Timestamp.MinValue))
            .To(Rows.To(Results.Add, ((Utf8String Origin, Timestamp Date, Timestamp Other) r) => $"a {r.Origin} {r.Date} {r.Other}"));
        there.Window(Tumbling.Every(Duration.Minutes(1))).DropLate().Aggregate(g => (g.Key, g.Window.Start, Flights: g.Count()))
            .EventTime(c => c.Start, Wait)
            .KeyBy(c => c.Flights)
            .Window(Tumbling.Every(Duration.Minutes(10))).DropLate().Aggregate(g => (g.Key, g.Window.Start, Times: g.Count()))
            .To(Rows.To<(long Flights, Timestamp Start, long Times)>(r => Results.Add($"n {r.Flights} {r.Start} {r.Times}")));
    }
}

/// <summary>A stream that meets itself again, and what gives a result per row in a stream.</summary>
[Job]
public sealed partial class BatchRolling
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];
    internal ConcurrentBag<string> Inexact { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Zero);
        var twice = flights.Where(f => f.Delay > 20).Union(flights.Where(f => f.Delay <= 40));
        twice.KeyBy(f => f.Origin).Reduce((a, b) => a.Distance > b.Distance || (a.Distance == b.Distance && a.Date > b.Date) ? a : b)
            .To(Rows.To(Results.Add, (Flight f) => $"r {f.Origin} {f.Destination} {f.Distance}"));
        twice.KeyBy(f => f.Origin).Aggregate(g => (g.Key, Flights: g.Count(), Delay: g.Sum(f => f.Delay), Far: g.Max(f => f.Destination)))
            .To(Rows.To(Results.Add, ((Utf8String Key, long Flights, long Delay, Utf8String Far) r) => $"a {r.Key} {r.Flights} {r.Delay} {r.Far}"));
        twice.KeyBy(f => f.Origin).KeepFirst().To(Rows.To(Results.Add, (Flight f) => $"f {f.Origin} {f.Date}"));
        twice.KeyBy(f => f.Origin).KeepLast().To(Rows.To(Results.Add, (Flight f) => $"l {f.Origin} {f.Date}"));
        twice.Select(f => (f.Origin, f.Destination)).Distinct()
            .To(Rows.To(Results.Add, ((Utf8String, Utf8String) r) => $"d {r.Item1} {r.Item2}"));
        flights.KeyBy(f => f.Origin).Window(Tumbling.Every(Duration.Minutes(30))).EarlyEvery(10).AllowedLateness(Duration.Hours(1)).DropLate()
            .Aggregate(g => (g.Key, g.Window.Start, Flights: g.Count()))
            .To(Rows.To(Results.Add, ((Utf8String Key, Timestamp Start, long Flights) r) => $"e {r.Key} {r.Start} {r.Flights}"));
        flights.KeyBy(f => f.Origin).Window(Tumbling.Every(Duration.Minutes(30))).EarlyEvery(Duration.Minutes(1)).Discarding().DropLate()
            .Aggregate(g => (g.Key, g.Window.Start, Flights: g.Count()))
            .To(Rows.To(Results.Add, ((Utf8String Key, Timestamp Start, long Flights) r) => $"p {r.Key} {r.Start} {r.Flights}"));
        flights.KeyBy(f => f.Origin).Window(Tumbling.Every(Duration.Minutes(30))).EarlyByClock(Duration.Milliseconds(1)).EarlyAfterQuiet(Duration.Milliseconds(1)).DropLate()
            .Aggregate(g => (g.Key, g.Window.Start, Flights: g.Count()))
            .To(Rows.To(Results.Add, ((Utf8String Key, Timestamp Start, long Flights) r) => $"q {r.Key} {r.Start} {r.Flights}"));
        flights.KeyBy(f => f.Origin).Window(Global.UntilEnd()).Trigger(new AtEveryRow(), f => f.Distance)
            .Aggregate(g => (g.Key, Flights: g.Count()))
            .To(Rows.To(Results.Add, ((Utf8String Key, long Flights) r) => $"u {r.Key} {r.Flights}"));
        flights.ProcessingTime().KeyBy(f => f.Origin).Window(Tumbling.Every(Duration.Milliseconds(1))).DropLate()
            .Aggregate(g => (g.Key, Flights: g.Count()))
            .To(Rows.To(Results.Add, ((Utf8String Key, long Flights) r) => $"c {r.Key} {r.Flights}"));
    }
}

/// <summary>Fires at every row, and has nothing to say at the end.</summary>
public readonly struct AtEveryRow : ITrigger<int, long>
{
    public TriggerResult OnRow(in int value, ref TriggerContext<long> context) => TriggerResult.Fire;

    public TriggerResult OnEventTime(ref TriggerContext<long> context) => TriggerResult.Continue;
}

/// <summary>Notes what it sees of time: rows of a key come in order, and a timer fires before any row that is later.</summary>
[Operator]
public partial struct TimeKeeper : IKeyedProcessFunction<Flight, Utf8String, Utf8String>, ITimerFunction<Utf8String, Utf8String>
{
    [State] private ValueState<Timestamp> _last;
    [State] private ValueState<long> _flights;
    [State] private EventTimer _alarm;

    public void Process(in Flight flight, KeyedContext<Utf8String, Utf8String> context)
    {
        if (_last.HasValue && flight.Date < _last.Value) context.Collect((Utf8String)$"{context.Key}: {flight.Date} is out of order");
        if (_alarm.IsSet && _alarm.Time < flight.Date) context.Collect((Utf8String)$"{context.Key}: {flight.Date} came before the timer of {_alarm.Time}");
        _last.Value = flight.Date;
        _flights.Value++;
        if (!_alarm.IsSet) _alarm.Set(flight.Date + Duration.Milliseconds(100));
    }

    public void OnTimer(Timestamp time, KeyedContext<Utf8String, Utf8String> context)
    {
        context.Collect((Utf8String)$"{context.Key}: {_flights.Value} by {time}");
        _flights.Clear();
    }
}

[Job]
public sealed partial class BatchTimers
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Zero)
        .KeyBy(f => f.Origin)
        .Process(new TimeKeeper())
        .To(Rows.To(Results.Add, (Utf8String line) => line.ToString()));
}

/// <summary>A row that cannot be processed, behind an exchange that blocks; and text of which some does not fit into a segment.</summary>
[Job]
public sealed partial class BatchFailing
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];
    public int FailAt { get; init; } = -1;

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Zero)
        .Select(f => (f.Origin, f.Delay, f.Distance, Text: (Utf8String)(f.Distance % 1_000 == 7 ? new string('x', 50_000) : $"{f.Origin} to {f.Destination}, {f.Distance}")))
        .KeyBy(f => f.Origin)
        .Window(Tumbling.Every(Duration.Minutes(10)))
        .DropLate()
        .Aggregate(g => (g.Key, g.Window.Start, Longest: g.Max(f => f.Text), Different: g.CountDistinct(f => f.Text)))
        .Select(r => r.Different == FailAt ? throw new InvalidOperationException("not this one") : r)
        .To(Rows.To(Results.Add, ((Utf8String Key, Timestamp Start, Utf8String Longest, long Different) r) => $"{r.Key} {r.Start} {r.Longest.Length} {r.Different}"));
}
