using Millrace.Core.Tests.Operators;

namespace Millrace.Jobs.Tests.Randomized;

[Record]
public readonly partial record struct Totalled(
    Utf8String Sensor, Window Window, long Count, long Sum, double Average, Utf8String Min, int Max, Utf8String First, int Last);

/// <summary>Results as managed values.</summary>
internal sealed class TotalledResults
{
    public List<(string Kind, string Sensor, long Start, long End, string First, int Last, string Text)> Rows { get; } = [];

    public static (string Kind, string Sensor, long Start, long End, string First, int Last, string Text) Of(string kind, Totalled row) => (kind, row.Sensor.ToString(), row.Window.Start.Microseconds, row.Window.End.Microseconds, row.First.ToString(), row.Last,
        new TotalsResult(row.Sensor, row.Window, row.Count, row.Sum, row.Average, row.Min, row.Max, row.First, row.Last).Text);
}

/// <summary>The same totals in windows of every kind, keyed and not.</summary>
[Job]
public sealed partial class EveryWindow
{
    internal RowsSource<Reading> Input { get; init; } = Rows.From(Array.Empty<Reading>());
    internal Duration Slack { get; init; }
    internal Duration Size { get; init; }
    internal Duration Slide { get; init; }
    internal Duration Offset { get; init; }
    internal Duration Gap { get; init; }
    internal Duration Max { get; init; }
    internal Duration Step { get; init; }
    internal TotalledResults Results { get; } = new();
    internal HashSet<int> LateTumbling { get; } = [];
    internal HashSet<int> LateSliding { get; } = [];
    internal HashSet<int> LateSessions { get; } = [];
    internal HashSet<int> LateAll { get; } = [];

    private void Define(JobBuilder job)
    {
        var rows = job.From(Input).EventTime(r => new Timestamp(r.Time), Slack);
        rows.KeyBy(r => r.Sensor).Window(Tumbling.Every(Size, Offset)).LateOutput(out var late0)
            .Aggregate(g => new Totalled(g.Key, g.Window, g.Count(), g.Sum(r => r.Value), g.Average(r => r.Value), g.Min(r => r.Label), g.Max(r => r.Value), g.First(r => r.Label), g.Last(r => r.Value)))
            .To(Rows.To(Results.Rows.Add, (Totalled row) => TotalledResults.Of("tumbling", row)));
        late0.To(Rows.To(late => LateTumbling.Add(late), ((Reading Row, Duration Lateness) late) => late.Row.Value));
        rows.KeyBy(r => r.Sensor).Window(Sliding.Of(Size, every: Slide, offset: Offset)).LateOutput(out var late1)
            .Aggregate(g => new Totalled(g.Key, g.Window, g.Count(), g.Sum(r => r.Value), g.Average(r => r.Value), g.Min(r => r.Label), g.Max(r => r.Value), g.First(r => r.Label), g.Last(r => r.Value)))
            .To(Rows.To(Results.Rows.Add, (Totalled row) => TotalledResults.Of("sliding", row)));
        late1.To(Rows.To(late => LateSliding.Add(late), ((Reading Row, Duration Lateness) late) => late.Row.Value));
        rows.KeyBy(r => r.Sensor).Window(Session.WithGap(Gap)).LateOutput(out var late2)
            .Aggregate(g => new Totalled(g.Key, g.Window, g.Count(), g.Sum(r => r.Value), g.Average(r => r.Value), g.Min(r => r.Label), g.Max(r => r.Value), g.First(r => r.Label), g.Last(r => r.Value)))
            .To(Rows.To(Results.Rows.Add, (Totalled row) => TotalledResults.Of("session", row)));
        late2.To(Rows.To(late => LateSessions.Add(late), ((Reading Row, Duration Lateness) late) => late.Row.Value));
        rows.KeyBy(r => r.Sensor).Window(Cumulating.Of(Max, every: Step, offset: Offset)).DropLate()
            .Aggregate(g => new Totalled(g.Key, g.Window, g.Count(), g.Sum(r => r.Value), g.Average(r => r.Value), g.Min(r => r.Label), g.Max(r => r.Value), g.First(r => r.Label), g.Last(r => r.Value)))
            .To(Rows.To(Results.Rows.Add, (Totalled row) => TotalledResults.Of("cumulating", row)));
        rows.KeyBy(r => r.Sensor).Window(Global.UntilEnd())
            .Aggregate(g => new Totalled(g.Key, g.Window, g.Count(), g.Sum(r => r.Value), g.Average(r => r.Value), g.Min(r => r.Label), g.Max(r => r.Value), g.First(r => r.Label), g.Last(r => r.Value)))
            .To(Rows.To(Results.Rows.Add, (Totalled row) => TotalledResults.Of("global", row)));
        rows.WindowAll(Tumbling.Every(Size, Offset)).LateOutput(out var late5)
            .Aggregate(g => new Totalled(default(Utf8String), g.Window, g.Count(), g.Sum(r => r.Value), g.Average(r => r.Value), g.Min(r => r.Label), g.Max(r => r.Value), g.First(r => r.Label), g.Last(r => r.Value)))
            .To(Rows.To(Results.Rows.Add, (Totalled row) => TotalledResults.Of("all tumbling", row)));
        late5.To(Rows.To(late => LateAll.Add(late), ((Reading Row, Duration Lateness) late) => late.Row.Value));
        rows.WindowAll(Sliding.Of(Size, every: Slide, offset: Offset)).DropLate()
            .Aggregate(g => new Totalled(default(Utf8String), g.Window, g.Count(), g.Sum(r => r.Value), g.Average(r => r.Value), g.Min(r => r.Label), g.Max(r => r.Value), g.First(r => r.Label), g.Last(r => r.Value)))
            .To(Rows.To(Results.Rows.Add, (Totalled row) => TotalledResults.Of("all sliding", row)));
        rows.WindowAll(Session.WithGap(Gap)).DropLate()
            .Aggregate(g => new Totalled(default(Utf8String), g.Window, g.Count(), g.Sum(r => r.Value), g.Average(r => r.Value), g.Min(r => r.Label), g.Max(r => r.Value), g.First(r => r.Label), g.Last(r => r.Value)))
            .To(Rows.To(Results.Rows.Add, (Totalled row) => TotalledResults.Of("all session", row)));
        rows.WindowAll(Cumulating.Of(Max, every: Step, offset: Offset)).DropLate()
            .Aggregate(g => new Totalled(default(Utf8String), g.Window, g.Count(), g.Sum(r => r.Value), g.Average(r => r.Value), g.Min(r => r.Label), g.Max(r => r.Value), g.First(r => r.Label), g.Last(r => r.Value)))
            .To(Rows.To(Results.Rows.Add, (Totalled row) => TotalledResults.Of("all cumulating", row)));
        rows.WindowAll(Global.UntilEnd())
            .Aggregate(g => new Totalled(default(Utf8String), g.Window, g.Count(), g.Sum(r => r.Value), g.Average(r => r.Value), g.Min(r => r.Label), g.Max(r => r.Value), g.First(r => r.Label), g.Last(r => r.Value)))
            .To(Rows.To(Results.Rows.Add, (Totalled row) => TotalledResults.Of("all global", row)));
    }
}
