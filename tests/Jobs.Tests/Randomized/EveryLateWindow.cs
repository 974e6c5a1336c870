using Millrace.Core.Tests.Operators;

namespace Millrace.Jobs.Tests.Randomized;

/// <summary>The rows of a window, when it fires.</summary>
[Record]
public readonly partial record struct Held(Utf8String Sensor, Window Window, long Count, RowSet Rows);

/// <summary>Results and late rows of several windows, as managed values.</summary>
internal sealed class HeldResults
{
    public List<(string Kind, string Sensor, long Start, long End, int[] Rows)> Windows { get; } = [];

    public List<(string Kind, int Row, long Lateness)> Late { get; } = [];

    public static (string Kind, string Sensor, long Start, long End, int[] Rows) Of(string kind, Held held)
    {
        int[] rows = held.Rows.ToArray();
        Assert.Equal(held.Count, rows.Length);
        return (kind, held.Sensor.ToString(), held.Window.Start.Microseconds, held.Window.End.Microseconds, rows);
    }

    public static (string Kind, int Row, long Lateness) OfLate(string kind, (Reading Row, Duration Lateness) late) => (kind, late.Row.Value, late.Lateness.Microseconds);
}

/// <summary>
/// Windows of every kind that can have late rows, with all ways of gathering what windows share: by subtracting, in stacks, as lists of rows; before the exchange
/// and behind it; keyed and not; and with results for late rows.
/// </summary>
[Job]
public sealed partial class EveryLateWindow
{
    internal RowsSource<Reading> Input { get; init; } = Rows.From(Array.Empty<Reading>());
    internal Duration Slack { get; init; }
    internal Duration Size { get; init; }
    internal Duration Slide { get; init; }
    internal Duration Offset { get; init; }
    internal Duration Gap { get; init; }
    internal Duration Max { get; init; }
    internal Duration Step { get; init; }
    internal Duration Lateness { get; init; }
    internal HeldResults Results { get; } = new();

    private void Define(JobBuilder job)
    {
        var rows = job.From(Input).EventTime(r => new Timestamp(r.Time), Slack);
        var keyed = rows.KeyBy(r => r.Sensor);
        keyed.Window(Sliding.Of(Size, every: Slide, offset: Offset)).LateOutput(out var late0)
            .Aggregate(g => new Held(g.Key, g.Window, g.Count(), g.Aggregate(new Members(), r => r.Value))).To(Rows.To(Results.Windows.Add, (Held held) => HeldResults.Of("sliding subtracted", held)));
        late0.To(Rows.To(Results.Late.Add, ((Reading Row, Duration Lateness) late) => HeldResults.OfLate("sliding subtracted", late)));
        keyed.Window(Sliding.Of(Size, every: Slide, offset: Offset)).LateOutput(out var late1)
            .Aggregate(g => new Held(g.Key, g.Window, g.Count(), g.Aggregate(new MergedMembers(), r => r.Value))).To(Rows.To(Results.Windows.Add, (Held held) => HeldResults.Of("sliding stacked", held)));
        late1.To(Rows.To(Results.Late.Add, ((Reading Row, Duration Lateness) late) => HeldResults.OfLate("sliding stacked", late)));
        keyed.Window(Sliding.Of(Size, every: Slide, offset: Offset)).LateOutput(out var late2)
            .Process((WindowRows<Reading, Utf8String> window, Collector<Held> results) =>
            {
                var rows = default(RowSet);
                foreach (ref readonly var row in window) rows = rows.Xor(RowSet.Of(row.Value));
                results.Collect(new Held(window.Key, window.Window, window.Count, rows));
            })
            .To(Rows.To(Results.Windows.Add, (Held held) => HeldResults.Of("sliding listed", held)));
        late2.To(Rows.To(Results.Late.Add, ((Reading Row, Duration Lateness) late) => HeldResults.OfLate("sliding listed", late)));
        rows.WindowAll(Sliding.Of(Size, every: Slide, offset: Offset)).LateOutput(out var late3)
            .Aggregate(g => new Held(default, g.Window, g.Count(), g.Aggregate(new Members(), r => r.Value))).To(Rows.To(Results.Windows.Add, (Held held) => HeldResults.Of("all sliding", held)));
        late3.To(Rows.To(Results.Late.Add, ((Reading Row, Duration Lateness) late) => HeldResults.OfLate("all sliding", late)));
        keyed.Window(Cumulating.Of(Max, every: Step, offset: Offset)).LateOutput(out var late4)
            .Aggregate(g => new Held(g.Key, g.Window, g.Count(), g.Aggregate(new MergedMembers(), r => r.Value))).To(Rows.To(Results.Windows.Add, (Held held) => HeldResults.Of("cumulating merged", held)));
        late4.To(Rows.To(Results.Late.Add, ((Reading Row, Duration Lateness) late) => HeldResults.OfLate("cumulating merged", late)));
        keyed.Window(Cumulating.Of(Max, every: Step, offset: Offset)).LateOutput(out var late5)
            .Process((WindowRows<Reading, Utf8String> window, Collector<Held> results) =>
            {
                var rows = default(RowSet);
                foreach (ref readonly var row in window) rows = rows.Xor(RowSet.Of(row.Value));
                results.Collect(new Held(window.Key, window.Window, window.Count, rows));
            })
            .To(Rows.To(Results.Windows.Add, (Held held) => HeldResults.Of("cumulating listed", held)));
        late5.To(Rows.To(Results.Late.Add, ((Reading Row, Duration Lateness) late) => HeldResults.OfLate("cumulating listed", late)));
        rows.WindowAll(Cumulating.Of(Max, every: Step, offset: Offset)).LateOutput(out var late6)
            .Aggregate(g => new Held(default, g.Window, g.Count(), g.Aggregate(new Members(), r => r.Value))).To(Rows.To(Results.Windows.Add, (Held held) => HeldResults.Of("all cumulating", held)));
        late6.To(Rows.To(Results.Late.Add, ((Reading Row, Duration Lateness) late) => HeldResults.OfLate("all cumulating", late)));
        keyed.Window(Session.WithGap(Gap)).LateOutput(out var late7)
            .Aggregate(g => new Held(g.Key, g.Window, g.Count(), g.Aggregate(new Members(), r => r.Value))).To(Rows.To(Results.Windows.Add, (Held held) => HeldResults.Of("session", held)));
        late7.To(Rows.To(Results.Late.Add, ((Reading Row, Duration Lateness) late) => HeldResults.OfLate("session", late)));
        keyed.Window(Session.WithGap(Gap)).LateOutput(out var late8)
            .Process((WindowRows<Reading, Utf8String> window, Collector<Held> results) =>
            {
                var rows = default(RowSet);
                foreach (ref readonly var row in window) rows = rows.Xor(RowSet.Of(row.Value));
                results.Collect(new Held(window.Key, window.Window, window.Count, rows));
            })
            .To(Rows.To(Results.Windows.Add, (Held held) => HeldResults.Of("session listed", held)));
        late8.To(Rows.To(Results.Late.Add, ((Reading Row, Duration Lateness) late) => HeldResults.OfLate("session listed", late)));
        rows.WindowAll(Session.WithGap(Gap)).LateOutput(out var late9)
            .Aggregate(g => new Held(default, g.Window, g.Count(), g.Aggregate(new Members(), r => r.Value))).To(Rows.To(Results.Windows.Add, (Held held) => HeldResults.Of("all session", held)));
        late9.To(Rows.To(Results.Late.Add, ((Reading Row, Duration Lateness) late) => HeldResults.OfLate("all session", late)));
        keyed.Window(Tumbling.Every(Size, Offset)).AllowedLateness(Lateness).LateOutput(out var late10)
            .Aggregate(g => new Held(g.Key, g.Window, g.Count(), g.Aggregate(new Members(), r => r.Value))).To(Rows.To(Results.Windows.Add, (Held held) => HeldResults.Of("tumbling kept", held)));
        late10.To(Rows.To(Results.Late.Add, ((Reading Row, Duration Lateness) late) => HeldResults.OfLate("tumbling kept", late)));
        keyed.Window(Tumbling.Every(Size, Offset)).AllowedLateness(Lateness).Discarding().LateOutput(out var late11)
            .Aggregate(g => new Held(g.Key, g.Window, g.Count(), g.Aggregate(new Members(), r => r.Value))).To(Rows.To(Results.Windows.Add, (Held held) => HeldResults.Of("tumbling discarded", held)));
        late11.To(Rows.To(Results.Late.Add, ((Reading Row, Duration Lateness) late) => HeldResults.OfLate("tumbling discarded", late)));
        keyed.Window(Sliding.Of(Size, every: Slide, offset: Offset)).AllowedLateness(Lateness).LateOutput(out var late12)
            .Aggregate(g => new Held(g.Key, g.Window, g.Count(), g.Aggregate(new Members(), r => r.Value))).To(Rows.To(Results.Windows.Add, (Held held) => HeldResults.Of("sliding kept", held)));
        late12.To(Rows.To(Results.Late.Add, ((Reading Row, Duration Lateness) late) => HeldResults.OfLate("sliding kept", late)));
        keyed.Window(Sliding.Of(Size, every: Slide, offset: Offset)).AllowedLateness(Lateness).Discarding().LateOutput(out var late13)
            .Aggregate(g => new Held(g.Key, g.Window, g.Count(), g.Aggregate(new Members(), r => r.Value))).To(Rows.To(Results.Windows.Add, (Held held) => HeldResults.Of("sliding discarded", held)));
        late13.To(Rows.To(Results.Late.Add, ((Reading Row, Duration Lateness) late) => HeldResults.OfLate("sliding discarded", late)));
        rows.WindowAll(Tumbling.Every(Size, Offset)).AllowedLateness(Lateness).LateOutput(out var late14)
            .Aggregate(g => new Held(default, g.Window, g.Count(), g.Aggregate(new Members(), r => r.Value))).To(Rows.To(Results.Windows.Add, (Held held) => HeldResults.Of("all tumbling kept", held)));
        late14.To(Rows.To(Results.Late.Add, ((Reading Row, Duration Lateness) late) => HeldResults.OfLate("all tumbling kept", late)));
    }
}
