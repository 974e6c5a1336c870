namespace Millrace.Generators.Tests.Jobs;

/// <summary>Every operator and every way to put them together compiles.</summary>
public class ShapeTests
{
    [Theory]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).To(Csv.Write<Flight>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).Select(f => new Total(f.Origin, f.Delay)).Where(t => t.Value > 3).To(Csv.Write<Total>(\"-\")).Named(\"out\");")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).SelectMany((Flight f, Collector<Total> totals) => { for (int i = 0; i < f.Delay; i++) totals.Collect(new Total(f.Origin, i)); }).To(Csv.Write<Total>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).SelectMany<Total>((f, totals) => totals.Collect(new(f.Origin, 1))).KeyBy(t => t.Key).Aggregate(g => new Total(g.Key, g.Sum(t => t.Value))).To(Csv.Write<Total>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).KeyBy(f => f.Origin).Reduce((a, b) => a.Delay > b.Delay ? a : b).To(Csv.Write<Flight>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).KeyBy(f => (f.Origin, f.Destination)).Aggregate(g => new Total(g.Key.Origin, g.Count())).To(Csv.Write<Total>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).KeyBy(f => new { f.Origin, To = f.Destination }).Aggregate(g => new Total(g.Key.To, g.Count())).To(Csv.Write<Total>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).Select(f => (f.Origin, Delay: f.Delay + 1)).KeyBy(t => t.Origin).Reduce((a, b) => (a.Origin, a.Delay + b.Delay)).Select(t => new Total(t.Origin, t.Delay)).To(Csv.Write<Total>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).Select(f => new { f.Origin, Twice = f.Delay * 2 }).Where(x => x.Twice > 4).Select(x => new Total(x.Origin, x.Twice)).To(Csv.Write<Total>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).Select(f => new { f.Origin, At = new { f.Date, f.Delay } }).KeyBy(x => x.Origin).Reduce((a, b) => b.At.Delay > 0 ? new { b.Origin, b.At } : a).Select(x => new Total(x.Origin, x.At.Delay)).To(Csv.Write<Total>(\"-\"));")]
    [InlineData("{ var all = job.From(Csv.Read<Flight>(Input)); all.Where(f => f.Delay > 0).To(Csv.Write<Flight>(\"a\")); all.Where(f => f.Delay <= 0).To(Csv.Write<Flight>(\"b\")); all.To(Csv.Write<Flight>(\"c\")); }")]
    [InlineData("{ var a = job.From(Csv.Read<Flight>(Input)); var b = job.From(Csv.Read<Flight>(\"b\")); a.Union(b, a.Where(f => f.Delay > 0)).KeyBy(f => f.Origin).Reduce((x, y) => y).To(Csv.Write<Flight>(\"-\")); }")]
    [InlineData("{ var a = job.From(Csv.Read<Flight>(Input)); a = a.Where(f => f.Delay > 0); a.To(Csv.Write<Flight>(\"-\")); }")]
    [InlineData("{ job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Seconds(5)).KeyBy(f => f.Origin).Window(Tumbling.Every(Duration.Hours(1))).LateOutput(out var late).Aggregate(g => new Total(g.Key, g.Count())).To(Csv.Write<Total>(\"-\")); late.Where(l => l.Lateness > Duration.Zero).Select(l => l.Row).To(Csv.Write<Flight>(\"late\")); }")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Seconds(5)).KeyBy(f => f.Delay).Window(Tumbling.Every(Duration.Hours(1), Duration.Minutes(5))).DropLate().Aggregate(g => new Total(g.First(f => f.Origin), g.Max(f => f.Distance) + g.Last(f => f.Distance) + g.CountDistinct(f => f.Origin) + g.Min(f => (long)f.Distance))).To(Csv.Write<Total>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Seconds(5)).KeyBy(f => f.Origin).Window(Tumbling.Every(Duration.Hours(1))).Aggregate(g => new Total(g.Key, g.Aggregate(new Range(), f => f.Delay) + (long)g.Average(f => f.Delay * 0.5) + (long)g.Sum(f => 1.5m) + g.Sum(f => f.Distance))).KeyBy(t => t.Key).Window(Tumbling.Every(Duration.Days(1))).Aggregate(g => new Total(g.Key, g.Max(t => t.Value))).To(Csv.Write<Total>(\"-\"));")]
    [InlineData("=> Delayed(job.From(Csv.Read<Flight>(Input))).Long(5).To(Csv.Write<Flight>(\"-\"));")]
    [InlineData("=> job.From(JsonLines.Read<Flight>(Input)).To(JsonLines.Write<Flight>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<(Utf8String Origin, int Delay)>(Input)).Where(f => f.Delay > 1).Select(f => (f.Delay, Twice: f.Delay * 2)).To(Csv.Write<(int Delay, int Twice)>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).Select(f => f.Delay > 3 ? f.Delay : (int?)null).Where(d => d is > 3).Select(d => d ?? 0).KeyBy(d => d).Reduce((a, b) => a + b).Select(d => new Total(default, d)).To(Csv.Write<Total>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).Distinct().To(Csv.Write<Flight>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).Select(f => (f.Origin, Long: f.Distance > 1000)).Distinct().Named(\"pairs\").Select(p => new Total(p.Origin, 1)).To(Csv.Write<Total>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).Select(f => new { f.Origin }).Distinct().KeyBy(x => x.Origin).Aggregate(g => new Total(g.Key, g.Count())).To(Csv.Write<Total>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).Select(f => f.Delay).Distinct().Select(d => new Total(default, d)).To(Csv.Write<Total>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).KeyBy(f => (f.Origin, f.Date)).KeepFirst().KeyBy(f => f.Origin).KeepLast().To(Csv.Write<Flight>(\"-\"));")]
    [InlineData("{ var flights = job.From(Csv.Read<Flight>(Input)); var keyed = flights.Union(job.From(Csv.Read<Flight>(\"b\"))).KeyBy(f => f.Origin); keyed.KeepFirst().To(Csv.Write<Flight>(\"a\")); keyed.KeepLast().Distinct().To(Csv.Write<Flight>(\"b\")); }")]
    [InlineData("{ var loop = job.From(Csv.Read<Flight>(Input)).Iterate().Named(\"rounds\"); var next = loop.Select(f => f with { Delay = f.Delay - 1 }); loop.CloseWith(next.Where(f => f.Delay > 0)); next.Where(f => f.Delay <= 0).To(Csv.Write<Flight>(\"-\")); }")]
    [InlineData("{ var rows = job.From(Csv.Read<Flight>(Input)).Select(f => new { f.Origin, f.Delay }); var loop = rows.Iterate(); var kept = loop.Union(rows).KeyBy(x => x.Origin).Reduce((a, b) => new { b.Origin, Delay = a.Delay + b.Delay }); loop.CloseWith(kept.Where(x => x.Delay > 0).WithParallelism(2)); kept.Select(x => new Total(x.Origin, x.Delay)).To(Csv.Write<Total>(\"-\")); }")]
    [InlineData("{ var first = job.From(Csv.Read<Flight>(Input)).WithParallelism(3).Iterate(); first.CloseWith(first.SelectMany<Flight>((f, more) => { if (f.Delay > 0) more.Collect(f with { Delay = 0 }); })); IterativeStream<Flight> second = first.Where(f => f.Delay == 0).Rebalance().Iterate(); second.CloseWith(second.Distinct()); second.To(Csv.Write<Flight>(\"-\")); }")]
    [InlineData("{ var f = job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Zero); var loop = f.Iterate(); var hours = loop.WindowAll(Tumbling.Every(Duration.Hours(1))).DropLate().Aggregate(g => new Total(default, g.Count())); var joined = loop.KeyBy(x => x.Origin).Join(f.KeyBy(x => x.Destination)).Within(Duration.Zero, Duration.Hours(4)).DropLate().Select((a, b) => b); loop.CloseWith(joined); hours.To(Csv.Write<Total>(\"-\")); }")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).Rebalance().To(Csv.Write<Flight>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).Select(f => new { f.Origin, f.Delay }).Shuffle().Named(\"mixed\").Rescale().Where(x => x.Delay > 0).Select(x => new Total(x.Origin, x.Delay)).To(Csv.Write<Total>(\"-\"));")]
    [InlineData("=> job.From(Csv.Read<Flight>(Input)).Rescale().SelectMany<Total>((f, totals) => totals.Collect(new(f.Origin, 1))).Rebalance().KeyBy(t => t.Key).Aggregate(g => new Total(g.Key, g.Sum(t => t.Value))).Shuffle().Distinct().To(Csv.Write<Total>(\"-\"));")]
    [InlineData("{ var all = job.From(Csv.Read<Flight>(Input)).Rebalance(); all.Where(f => f.Delay > 0).Rescale().To(Csv.Write<Flight>(\"a\")); all.Shuffle().Union(all, job.From(Csv.Read<Flight>(\"c\"))).Rebalance().To(Csv.Write<Flight>(\"b\")); }")]
    [InlineData("{ job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Seconds(5)).Rebalance().KeyBy(f => f.Origin).Window(Tumbling.Every(Duration.Hours(1))).LateOutput(out var late).Aggregate(g => new Total(g.Key, g.Count())).To(Csv.Write<Total>(\"-\")); late.Rebalance().Select(l => l.Row).To(Csv.Write<Flight>(\"late\")); }")]
    [InlineData("{ var f = job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Zero); f.KeyBy(x => (x.Origin, x.Destination)).Join(f.KeyBy(x => (To: x.Destination, x.Origin))).Within(Duration.Zero, Duration.Hours(4), upperOpen: true).Select((a, b) => new Total(a.Origin, b.Delay)).Named(\"returns\").To(Csv.Write<Total>(\"-\")); }")]
    [InlineData("{ var f = job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Zero); var t = job.From(Csv.Read<Flight>(\"b\")).EventTime(f => f.Date, Duration.Zero).Select(x => new Total(x.Origin, 1)); f.KeyBy(x => x.Origin).LeftJoin(t.KeyBy(x => x.Key)).Within(lower: Duration.Zero, upper: Duration.Hours(4)).LateOutput(out var late, out _).Select((a, b) => new { a.Origin, Value = b?.Value ?? 0 }).Where(x => x.Value > 0).Select(x => new Total(x.Origin, x.Value)).To(Csv.Write<Total>(\"-\")); late.Select(l => l.Row).To(Csv.Write<Flight>(\"late\")); }")]
    [InlineData("{ var f = job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Zero); var k = f.Union(f).KeyBy(x => x.Delay); var j = k.FullJoin(k).Within(Duration.Zero, Duration.Zero).DropLate(); j.Select((a, b) => (Left: a.HasValue, Right: b.HasValue)).Select(x => new Total(default, x.Left ? 1 : 0)).To(Csv.Write<Total>(\"-\")); j.Select((a, b) => a ?? b!.Value).To(Csv.Write<Flight>(\"a\")); }")]
    [InlineData("{ var f = job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Zero).Select(x => new { x.Origin, x.Delay }); f.KeyBy(x => new { x.Origin }).Join(job.From(Csv.Read<Flight>(\"b\")).EventTime(f => f.Date, Duration.Zero).KeyBy(x => new { x.Origin })).Within(Duration.Zero, Duration.Zero).Select((a, b) => new Flight(b.Date, a.Delay, 0, a.Origin, b.Origin)).To(Csv.Write<Flight>(\"a\")); }")]
    [InlineData("{ var f = job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Zero).KeyBy(x => x.Origin); f.Join(f).AsOf().Select((a, b) => b).To(Csv.Write<Flight>(\"a\")); f.LeftJoin(f).AsOf().DropLate().Select((a, b) => b ?? a).To(Csv.Write<Flight>(\"b\")); }")]
    [InlineData("{ var f = job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Zero).KeyBy(x => x.Origin); f.Join(f).Window(Tumbling.Every(Duration.Hours(1))).Select((a, b) => b).To(Csv.Write<Flight>(\"a\")); f.FullJoin(f).Window(Session.WithGap(Duration.Hours(1))).LateOutput(out _, out var late).Select((a, b) => b ?? a!.Value).To(Csv.Write<Flight>(\"b\")); late.Select(l => l.Row).To(Csv.Write<Flight>(\"c\")); f.RightJoin(f).Window(Sliding.Of(Duration.Hours(2), every: Duration.Hours(1))).Select((a, b) => b).To(Csv.Write<Flight>(\"d\")); }")]
    public void A_job_compiles(string define) => JobRun.Compiles(JobRun.Job(define, """
        private Stream<Flight> Delayed(Stream<Flight> flights) => flights.Where(f => f.Delay > 0 && Yes(f));
        private static bool Yes(Flight f) => true;
        """), """
        namespace Shop;

        public readonly struct Range : IAggregate<int, (int Low, int High), int>
        {
            public (int Low, int High) Create() => (int.MaxValue, int.MinValue);
            public void Add(ref (int Low, int High) acc, in int value) => acc = (Math.Min(acc.Low, value), Math.Max(acc.High, value));
            public void Merge(ref (int Low, int High) acc, in (int Low, int High) other) => acc = (Math.Min(acc.Low, other.Low), Math.Max(acc.High, other.High));
            public int Result(in (int Low, int High) acc) => acc.High - acc.Low;
        }

        public static class Helpers
        {
            private const int Far = 100;
            internal static bool IsFar(Flight f) => f.Distance > Far;
            public static Stream<Flight> Long(this Stream<Flight> flights, int unused) => flights.Where(f => IsFar(f)).Where(IsFar);
        }
        """);
}
