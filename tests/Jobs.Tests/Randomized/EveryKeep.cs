using Millrace.Core.Tests.Operators;

namespace Millrace.Jobs.Tests.Randomized;

[Record]
public readonly partial record struct SoFar(Utf8String Key, long Count, long Sum, int Max, RecordList<int> Top);

/// <summary>Sends a key's number of rows when its timer fires: so long after the first row since the last time.</summary>
[Operator]
public partial struct CountsUntil(Duration wait) : IKeyedProcessFunction<Reading, Utf8String, (Utf8String Key, long Count)>, ITimerFunction<Utf8String, (Utf8String Key, long Count)>
{
    [State] private ValueState<long> _count;
    [State] private EventTimer _end;

    public void Process(in Reading row, KeyedContext<Utf8String, (Utf8String Key, long Count)> context)
    {
        _count.Value++;
        if (!_end.IsSet) _end.Set(new Timestamp(row.Time) + wait);
    }

    public void OnTimer(Timestamp time, KeyedContext<Utf8String, (Utf8String Key, long Count)> context)
    {
        context.Collect((context.Key, _count.Value));
        _count.Clear();
    }
}

/// <summary>What keeps rows of keys: distinct rows, first and last ones, the best of a window, reduces, folds, rolling aggregates, windows of so many rows.</summary>
[Job]
public sealed partial class EveryKeep
{
    internal RowsSource<Reading> Input { get; init; } = Rows.From(Array.Empty<Reading>());
    internal Duration Slack { get; init; }
    internal Duration Size { get; init; }
    internal Duration Slide { get; init; }
    internal Duration Gap { get; init; }
    internal int Most { get; init; }
    internal int Rowses { get; init; } = 3;
    internal int Subtasks { get; init; } = 3;
    internal List<(string Kind, string Key, long Number, string Text)> Results { get; } = [];

    private void Define(JobBuilder job)
    {
        var rows = job.From(Input).EventTime(r => new Timestamp(r.Time), Slack);
        var keyed = rows.KeyBy(r => r.Sensor);
        rows.Select(r => (r.Sensor, r.Label)).Distinct().WithParallelism(Subtasks)
            .To(Rows.To(Results.Add, ((Utf8String Sensor, Utf8String Label) r) => Of("distinct", r.Sensor, 0, $"{r.Sensor} {r.Label}")));
        keyed.KeepFirst().To(Rows.To(Results.Add, (Reading r) => Of("first", r.Sensor, r.Time, $"{r.Value}")));
        keyed.KeepLast().To(Rows.To(Results.Add, (Reading r) => Of("last", r.Sensor, r.Time, $"{r.Value}")));
        keyed.Reduce((a, b) => a.Value >= b.Value ? a : b).WithParallelism(2).To(Rows.To(Results.Add, (Reading r) => Of("reduced", r.Sensor, r.Value, $"{r.Label}")));
        keyed.Aggregate(g => new SoFar(g.Key, g.Count(), g.Sum(r => r.Value), g.Max(r => r.Value), g.TopK(Most, by: r => r.Value, value: r => r.Value))).WithParallelism(Subtasks)
            .To(Rows.To(Results.Add, (SoFar r) => Of("rolling", r.Key, r.Count, $"{r.Sum} {r.Max} {r.Top}")));
        keyed.Window(Tumbling.Every(Size)).DropLate().TopN(Most, by: r => r.Value % 5, thenBy: r => r.Value)
            .To(Rows.To(Results.Add, ((Reading Row, int Rank) t) => Of("top of tumbling", t.Row.Sensor, t.Rank, $"{t.Rank} {t.Row.Value}")));
        keyed.Window(Sliding.Of(Size, every: Slide)).DropLate().TopN(Most, by: r => r.Value % 5, thenBy: r => r.Value)
            .To(Rows.To(Results.Add, ((Reading Row, int Rank) t) => Of("top of sliding", t.Row.Sensor, t.Rank, $"{t.Rank} {t.Row.Value}")));
        keyed.Window(Session.WithGap(Gap)).DropLate().TopN(Most, by: r => r.Value % 5, thenBy: r => r.Value)
            .To(Rows.To(Results.Add, ((Reading Row, int Rank) t) => Of("top of session", t.Row.Sensor, t.Rank, $"{t.Rank} {t.Row.Value}")));
        keyed.Window(Tumbling.Every(Size)).DropLate().TopNWithTies(Most, by: r => r.Value % 5).WithParallelism(Subtasks)
            .To(Rows.To(Results.Add, ((Reading Row, int Rank) t) => Of("tied top of tumbling", t.Row.Sensor, t.Rank, $"{t.Rank} {t.Row.Value}")));
        keyed.TopN(Most, by: r => r.Value).WithParallelism(Subtasks)
            .To(Rows.To(Results.Add, ((Reading Row, int Rank) t) => Of("top so far", t.Row.Sensor, t.Rank, $"{t.Row.Value} {t.Row.Label}")));
        keyed.TopNWithTies(Most, by: r => r.Value % 5)
            .To(Rows.To(Results.Add, ((Reading Row, int Rank) t) => Of("tied top so far", t.Row.Sensor, t.Rank, $"{t.Row.Value} {t.Row.Label}")));
        rows.TopN(Most, by: r => r.Value)
            .To(Rows.To(Results.Add, ((Reading Row, int Rank) t) => Of("top of all so far", default, t.Rank, $"{t.Row.Value} {t.Row.Label}")));
        keyed.Window(Sliding.Of(Size, every: Slide)).DropLate().Reduce((a, b) => a.Value >= b.Value ? a : b).WithParallelism(Subtasks)
            .To(Rows.To(Results.Add, (Reading r) => Of("window reduce", r.Sensor, 0, $"{r.Value} {r.Label}")));
        keyed.Window(Tumbling.Every(Size)).DropLate().Fold((Key: default(Utf8String), Sum: 7L), (sum, r) => (r.Sensor, sum.Sum + r.Value))
            .To(Rows.To(Results.Add, ((Utf8String Key, long Sum) r) => Of("window fold", r.Key, 0, $"{r.Sum}")));
        keyed.Window(Session.WithGap(Gap)).DropLate()
            .Process((WindowRows<Reading, Utf8String> window, Collector<(Utf8String Key, long Sum, long Count)> sums) =>
            {
                long sum = 0;
                foreach (ref readonly var row in window) sum += row.Value;
                sums.Collect((window.Key, sum, window.Count));
            })
            .To(Rows.To(Results.Add, ((Utf8String Key, long Sum, long Count) r) => Of("window process", r.Key, 0, $"{r.Sum} {r.Count}")));
        keyed.Window(Tumbling.Count(Rowses)).Aggregate(g => (g.Key, Count: g.Count(), Sum: g.Sum(r => r.Value)))
            .To(Rows.To(Results.Add, ((Utf8String Key, long Count, long Sum) r) => Of("count window", r.Key, r.Count, $"{r.Sum}")));
        keyed.Window(Sliding.Count(2 * Rowses, every: Rowses)).Aggregate(g => (g.Key, Count: g.Count(), Sum: g.Sum(r => r.Value)))
            .To(Rows.To(Results.Add, ((Utf8String Key, long Count, long Sum) r) => Of("sliding count window", r.Key, r.Count, $"{r.Sum}")));
        keyed.Process(new CountsUntil(Size)).Named("timers")
            .To(Rows.To(Results.Add, ((Utf8String Key, long Count) r) => Of("timer", r.Key, r.Count, "")));
        rows.Select(r => (r.Sensor, r.Value)).WithParallelism(4).Where(r => r.Value % 2 == 0).Rebalance().Select(r => (r.Sensor, r.Value)).WithParallelism(Subtasks)
            .To(Rows.To(Results.Add, ((Utf8String Sensor, int Value) r) => Of("even", r.Sensor, 0, $"{r.Value}"))).WithParallelism(1);
    }

    private static (string Kind, string Key, long Number, string Text) Of(string kind, Utf8String key, long number, string text) => (kind, key.ToString(), number, text);
}
