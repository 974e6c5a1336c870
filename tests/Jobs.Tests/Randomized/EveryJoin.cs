using Millrace.Core.Tests.Operators;

namespace Millrace.Jobs.Tests.Randomized;

/// <summary>A result of a join: two rows, or one.</summary>
[Record]
public readonly partial record struct Match(Reading? Left, Reading? Right);

/// <summary>Results and late rows of several joins, as managed values.</summary>
internal sealed class MatchResults
{
    public List<(string Kind, string Text)> Rows { get; } = [];

    public HashSet<(string Kind, int Value)> Late { get; } = [];

    public static (string Kind, string Text) Of(string kind, Match match) => (kind, new Core.Tests.Operators.Joins.Pair(match.Left, match.Right).Text);
}

/// <summary>Joins and co-groups of every kind in windows of every kind.</summary>
[Job]
public sealed partial class EveryWindowJoin
{
    internal RowsSource<Reading> Left { get; init; } = Rows.From(Array.Empty<Reading>());
    internal RowsSource<Reading> Right { get; init; } = Rows.From(Array.Empty<Reading>());
    internal Duration Slack { get; init; }
    internal Duration Size { get; init; }
    internal Duration Slide { get; init; }
    internal Duration Offset { get; init; }
    internal Duration Gap { get; init; }
    internal MatchResults Results { get; } = new();

    private void Define(JobBuilder job)
    {
        var left = job.From(Left).EventTime(r => new Timestamp(r.Time), Slack).KeyBy(r => r.Sensor);
        var right = job.From(Right).EventTime(r => new Timestamp(r.Time), Slack).KeyBy(r => r.Sensor);
        left.Join(right).Window(Tumbling.Every(Size, Offset)).LateOutput(out var leftLate0, out var rightLate0).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("inner tumbling", match)));
        leftLate0.Union(rightLate0).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("inner tumbling", late.Row.Value)));
        left.LeftJoin(right).Window(Tumbling.Every(Size, Offset)).LateOutput(out var leftLate1, out var rightLate1).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("left tumbling", match)));
        leftLate1.Union(rightLate1).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("left tumbling", late.Row.Value)));
        left.RightJoin(right).Window(Tumbling.Every(Size, Offset)).LateOutput(out var leftLate2, out var rightLate2).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("right tumbling", match)));
        leftLate2.Union(rightLate2).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("right tumbling", late.Row.Value)));
        left.FullJoin(right).Window(Tumbling.Every(Size, Offset)).LateOutput(out var leftLate3, out var rightLate3).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("full tumbling", match)));
        leftLate3.Union(rightLate3).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("full tumbling", late.Row.Value)));
        left.CoGroup(right).Window(Tumbling.Every(Size, Offset)).LateOutput(out var leftLate4, out var rightLate4)
            .Process((CoGroup<Reading, Reading, Utf8String> group, Collector<(Utf8String Key, Window Window, long Left, long Right, long Sum)> out4) =>
            {
                long sum = 0;
                foreach (ref readonly var l in group.Left) sum += l.Value;
                foreach (ref readonly var r in group.Right) sum += 1_000L * r.Value;
                out4.Collect((group.Key, group.Window, group.Left.Count, group.Right.Count, sum));
            })
            .To(Rows.To(Results.Rows.Add, ((Utf8String Key, Window Window, long Left, long Right, long Sum) g) => ("co-group tumbling", $"{g.Key} {g.Window.End.Microseconds} {g.Left} {g.Right} {g.Sum}")));
        leftLate4.Union(rightLate4).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("co-group tumbling", late.Row.Value)));
        left.Join(right).Window(Sliding.Of(Size, every: Slide, offset: Offset)).LateOutput(out var leftLate5, out var rightLate5).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("inner sliding", match)));
        leftLate5.Union(rightLate5).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("inner sliding", late.Row.Value)));
        left.LeftJoin(right).Window(Sliding.Of(Size, every: Slide, offset: Offset)).LateOutput(out var leftLate6, out var rightLate6).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("left sliding", match)));
        leftLate6.Union(rightLate6).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("left sliding", late.Row.Value)));
        left.RightJoin(right).Window(Sliding.Of(Size, every: Slide, offset: Offset)).LateOutput(out var leftLate7, out var rightLate7).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("right sliding", match)));
        leftLate7.Union(rightLate7).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("right sliding", late.Row.Value)));
        left.FullJoin(right).Window(Sliding.Of(Size, every: Slide, offset: Offset)).LateOutput(out var leftLate8, out var rightLate8).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("full sliding", match)));
        leftLate8.Union(rightLate8).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("full sliding", late.Row.Value)));
        left.CoGroup(right).Window(Sliding.Of(Size, every: Slide, offset: Offset)).LateOutput(out var leftLate9, out var rightLate9)
            .Process((CoGroup<Reading, Reading, Utf8String> group, Collector<(Utf8String Key, Window Window, long Left, long Right, long Sum)> out9) =>
            {
                long sum = 0;
                foreach (ref readonly var l in group.Left) sum += l.Value;
                foreach (ref readonly var r in group.Right) sum += 1_000L * r.Value;
                out9.Collect((group.Key, group.Window, group.Left.Count, group.Right.Count, sum));
            })
            .To(Rows.To(Results.Rows.Add, ((Utf8String Key, Window Window, long Left, long Right, long Sum) g) => ("co-group sliding", $"{g.Key} {g.Window.End.Microseconds} {g.Left} {g.Right} {g.Sum}")));
        leftLate9.Union(rightLate9).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("co-group sliding", late.Row.Value)));
        left.Join(right).Window(Session.WithGap(Gap)).LateOutput(out var leftLate10, out var rightLate10).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("inner session", match)));
        leftLate10.Union(rightLate10).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("inner session", late.Row.Value)));
        left.LeftJoin(right).Window(Session.WithGap(Gap)).LateOutput(out var leftLate11, out var rightLate11).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("left session", match)));
        leftLate11.Union(rightLate11).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("left session", late.Row.Value)));
        left.RightJoin(right).Window(Session.WithGap(Gap)).LateOutput(out var leftLate12, out var rightLate12).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("right session", match)));
        leftLate12.Union(rightLate12).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("right session", late.Row.Value)));
        left.FullJoin(right).Window(Session.WithGap(Gap)).LateOutput(out var leftLate13, out var rightLate13).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("full session", match)));
        leftLate13.Union(rightLate13).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("full session", late.Row.Value)));
        left.CoGroup(right).Window(Session.WithGap(Gap)).LateOutput(out var leftLate14, out var rightLate14)
            .Process((CoGroup<Reading, Reading, Utf8String> group, Collector<(Utf8String Key, Window Window, long Left, long Right, long Sum)> out14) =>
            {
                long sum = 0;
                foreach (ref readonly var l in group.Left) sum += l.Value;
                foreach (ref readonly var r in group.Right) sum += 1_000L * r.Value;
                out14.Collect((group.Key, group.Window, group.Left.Count, group.Right.Count, sum));
            })
            .To(Rows.To(Results.Rows.Add, ((Utf8String Key, Window Window, long Left, long Right, long Sum) g) => ("co-group session", $"{g.Key} {g.Window.End.Microseconds} {g.Left} {g.Right} {g.Sum}")));
        leftLate14.Union(rightLate14).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("co-group session", late.Row.Value)));
    }
}

/// <summary>Joins by interval, version, arrival, table and lookup.</summary>
[Job]
public sealed partial class EveryOtherJoin
{
    internal RowsSource<Reading> Left { get; init; } = Rows.From(Array.Empty<Reading>());
    internal RowsSource<Reading> Right { get; init; } = Rows.From(Array.Empty<Reading>());
    internal Duration Slack { get; init; }
    internal RowsSource<Reading> Table { get; init; } = Rows.From(Array.Empty<Reading>());
    internal Duration Lower { get; init; }
    internal Duration Upper { get; init; }
    internal bool LowerOpen { get; init; }
    internal bool UpperOpen { get; init; }
    internal MatchResults Results { get; } = new();

    /// <summary>Something for every other sensor.</summary>
    internal static string? Find(string sensor) => sensor[^1] % 2 == 0 ? null : sensor;

    private void Define(JobBuilder job)
    {
        var left = job.From(Left).EventTime(r => new Timestamp(r.Time), Slack).KeyBy(r => r.Sensor);
        var right = job.From(Right).EventTime(r => new Timestamp(r.Time), Slack).KeyBy(r => r.Sensor);
        left.Join(right).Within(Lower, Upper, lowerOpen: LowerOpen, upperOpen: UpperOpen).LateOutput(out var leftLate0, out var rightLate0).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("inner within", match)));
        leftLate0.Union(rightLate0).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("inner within", late.Row.Value)));
        left.LeftJoin(right).Within(Lower, Upper, lowerOpen: LowerOpen, upperOpen: UpperOpen).LateOutput(out var leftLate1, out var rightLate1).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("left within", match)));
        leftLate1.Union(rightLate1).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("left within", late.Row.Value)));
        left.RightJoin(right).Within(Lower, Upper, lowerOpen: LowerOpen, upperOpen: UpperOpen).LateOutput(out var leftLate2, out var rightLate2).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("right within", match)));
        leftLate2.Union(rightLate2).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("right within", late.Row.Value)));
        left.FullJoin(right).Within(Lower, Upper, lowerOpen: LowerOpen, upperOpen: UpperOpen).LateOutput(out var leftLate3, out var rightLate3).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("full within", match)));
        leftLate3.Union(rightLate3).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("full within", late.Row.Value)));
        left.Join(right).AsOf().LateOutput(out var leftLate4, out var rightLate4).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("inner as of", match)));
        leftLate4.Union(rightLate4).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("inner as of", late.Row.Value)));
        left.LeftJoin(right).AsOf().LateOutput(out var leftLate5, out var rightLate5).Select((l, r) => new Match(l, r))
            .To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("left as of", match)));
        leftLate5.Union(rightLate5).To(Rows.To(late => Results.Late.Add(late), ((Reading Row, Duration Lateness) late) => ("left as of", late.Row.Value)));
        left.Join(right).TimeToLive(Duration.Days(1_000)).Select((l, r) => new Match(l, r)).To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("regular", match)));
        var table = job.From(Table).Broadcast();
        left.Join(table, t => t.Sensor).Select((l, t) => new Match(l, t)).To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("table", match)));
        left.LeftJoin(table, t => t.Sensor).Select((l, t) => new Match(l, t)).To(Rows.To(Results.Rows.Add, (Match match) => MatchResults.Of("left table", match)));
        job.From(Right)
            .LeftLookup(
                r => r.Sensor,
                (sensor, cancellation) => ValueTask.FromResult(Find(sensor.ToString())),
                (r, found) => (r.Value, Found: found == null ? -1 : found.Length),
                Cache.For(Duration.Minutes(1), maxEntries: 3), Async.Ordered(capacity: 10, timeout: Duration.Seconds(1)))
            .To(Rows.To<(int Value, int Found)>(row => Results.Rows.Add(("lookup", $"{row.Value} {row.Found}"))));
    }
}
