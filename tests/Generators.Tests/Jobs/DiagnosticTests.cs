using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Tests.Jobs;

/// <summary>Each mistake is one error, under the text that is wrong.</summary>
public class DiagnosticTests
{
    private const string Read = "job.From(Csv.Read<Flight>(Input))";
    private const string Write = ".To(Csv.Write<Flight>(\"-\"))";
    private const string Asked = ".SelectAsync((f, c) => System.Threading.Tasks.Task.FromResult(1), (f, r) => f, Async.Ordered(1, Duration.Zero))";
    private const string Keyed = Read + ".EventTime(f => f.Date, Duration.Zero).KeyBy(f => f.Origin)";
    private const string Windowed = Keyed + ".Window(Tumbling.Every(Duration.Hours(1)))";
    private const string Group = ".Process((CoGroup<Flight, Flight, Utf8String> g, Collector<Total> totals) => ";
    private const string WriteTotal = ".To(Csv.Write<Total>(\"-\"));";

    private const string Members = """
        private int _calls;
        private readonly Func<Flight, bool> _test = f => true;
        public int Limit { get; set; }
        private event Action? Called;
        private static int Count(Group<Flight, Utf8String> group) => 1;
        private static void Send(Flight row, Collector<Flight> rows) { }
        private static System.Threading.Tasks.Task<int> Later() => System.Threading.Tasks.Task.FromResult(1);
        private Stream<Flight> Loop(Stream<Flight> flights) => Loop(flights.Where(f => true));
        private static int Take(Func<int> value) => value();
        private string Label => "n";
        private static Watermarks<Flight> Marks() => Watermarks.Punctuated<Flight>(f => null);
        private class Cell { public int Value; }
        private struct Loose { public int Value; }
        private readonly struct Never : ITrigger<int, int>
        {
            public TriggerResult OnRow(in int value, ref TriggerContext<int> context) => TriggerResult.Continue;
            public TriggerResult OnEventTime(ref TriggerContext<int> context) => TriggerResult.Continue;
        }
        """;

    [Theory]
    // A lambda and what is around it.
    [InlineData("MR1005", "low", "{ int low = 3; " + Read + ".Where(f => f.Delay > low)" + Write + "; }")]
    [InlineData("MR1005", "low", "{ var low = Csv.Read<Flight>(Input); job.From(low)" + Write + "; }")]
    [InlineData("MR1005", "job", "=> " + Read + ".Where(f => job == null)" + Write + ";")]
    [InlineData("MR1006", "_calls", "=> " + Read + ".Where(f => f.Delay > _calls)" + Write + ";")]
    [InlineData("MR1006", "_calls", "=> " + Read + ".Where(f => f.Delay > this._calls++)" + Write + ";")]
    [InlineData("MR1006", "Limit", "=> " + Read + ".Where(f => f.Delay > Limit)" + Write + ";")]
    [InlineData("MR1006", "Called", "=> " + Read + ".Where(f => Called == null)" + Write + ";")]
    [InlineData("MR1007", "async", "=> " + Read + ".SelectMany<Flight>(async (f, rows) => { await Later(); })" + Write + ";")]
    [InlineData("MR1008", "f", "=> " + Read + ".Where(f => Take(() => f.Delay) > 1)" + Write + ";")]
    [InlineData("MR1012", "_test", "=> " + Read + ".Where(_test)" + Write + ";")]
    // Aggregates.
    [InlineData("MR1009", "g", "=> " + Windowed + ".Aggregate(g => new Total(g.Key, Count(g)))" + WriteTotal)]
    [InlineData("MR1009", "g", "=> " + Windowed + ".Aggregate(g => { var x = g; return new Total(x.Key, 1); })" + WriteTotal)]
    [InlineData("MR1009", "g", "=> " + Windowed + ".Aggregate(g => { long n = 0; for (int i = 0; i < 3; i++) n += g.Count(); return new Total(g.Key, n); })" + WriteTotal)]
    [InlineData("MR1009", "g", "=> " + Windowed + ".Aggregate(g => new Total(g.Key, Take(() => (int)g.Count())))" + WriteTotal)]
    [InlineData("MR1009", "g", "=> " + Windowed + ".Aggregate(g => new Total(g.Key, g.Sum(f => f.Delay + g.Count())))" + WriteTotal)]
    [InlineData("MR1029", "Where", "=> " + Windowed + ".Aggregate(g => new Total(g.Key, g.Where(f => f.Delay > 0).Where(f => f.Delay < 9).Count()))" + WriteTotal)]
    [InlineData("MR1009", "g", "=> " + Windowed + ".Aggregate(g => new Total(g.Where(f => f.Delay > 0).Key, 1))" + WriteTotal)]
    [InlineData("MR1009", "g", "=> " + Windowed + ".Aggregate(g => { var late = g.Where(f => f.Delay > 0); return new Total(g.Key, late.Count()); })" + WriteTotal)]
    [InlineData("MR1009", "g", "=> " + Windowed + ".Aggregate(g => new Total(g.Key, Count(g.Where(f => f.Delay > 0))))" + WriteTotal)]
    [InlineData("MR1005", "n", "=> " + Windowed + ".Aggregate(g => { var n = g.Count(); return new Total(g.Key, g.Sum(f => f.Delay + n)); })" + WriteTotal)]
    [InlineData("MR1040", "EarlyEvery", "=> " + Keyed + ".Window(Session.WithGap(Duration.Hours(1))).EarlyEvery(3).Aggregate(g => new Total(g.Key, g.Count()))" + WriteTotal)]
    [InlineData("MR1040", "AllowedLateness", "=> " + Keyed + ".Window(Cumulating.Of(Duration.Days(1), Duration.Hours(1))).AllowedLateness(Duration.Hours(1)).Aggregate(g => new Total(g.Key, g.Count()))" + WriteTotal)]
    [InlineData("MR1041", "Trigger", "=> " + Windowed + ".EarlyEvery(3).Trigger(new Never(), f => f.Delay).Aggregate(g => new Total(g.Key, g.Count()))" + WriteTotal)]
    [InlineData("MR1041", "EarlyAfterQuiet", "=> " + Windowed + ".Trigger(new Never(), f => f.Delay).EarlyAfterQuiet(Duration.Minutes(1)).Aggregate(g => new Total(g.Key, g.Count()))" + WriteTotal)]
    [InlineData("MR1040", "EarlyByClock", "=> " + Keyed + ".Window(Session.WithGap(Duration.Hours(1))).EarlyByClock(Duration.Minutes(1)).Aggregate(g => new Total(g.Key, g.Count()))" + WriteTotal)]
    [InlineData("MR1043", "w", "=> " + Windowed + ".Process((WindowRows<Flight, Utf8String> w, Collector<Total> totals) => totals.Collect(new Total(w.Key, w.GetHashCode() + (w == null ? 1 : 0))))" + WriteTotal)]
    [InlineData("MR1042", "Fold", "=> " + Keyed + ".Window(Session.WithGap(Duration.Hours(1))).Fold(default(Total), (t, f) => t)" + WriteTotal)]
    [InlineData("MR1020", "rows", "=> " + Read + ".SelectMany((Flight f, Collector<Flight> rows) => Send(f, rows))" + Write + ";")]
    [InlineData("MR1021", "f => f.Origin.ToString()", "=> " + Windowed + ".Aggregate(g => new Total(g.Key, g.Max(f => f.Origin.ToString()).Length))" + WriteTotal)]
    [InlineData("MR1021", "f => new Loose()", "=> " + Read + ".KeyBy(f => new Loose()).Reduce((a, b) => a)" + Write + ";")]
    [InlineData("MR1021", "From<Loose>", "=> job.From<Loose>(Csv.Read<Loose>(Input)).Select(l => new Total(default, l.Value))" + WriteTotal)]
    [InlineData("MR1021", "Rebalance", "=> " + Read + ".Select(f => new Loose()).Rebalance().Select(l => new Total(default, l.Value))" + WriteTotal)]
    [InlineData("MR1021", "Distinct", "=> " + Read + ".Select(f => new Loose()).Distinct().Select(l => new Total(default, l.Value))" + WriteTotal)]
    [InlineData("MR1021", "KeepFirst", "=> " + Read + ".Select(f => new Loose()).KeyBy(l => l.Value).KeepFirst().Select(l => new Total(default, l.Value))" + WriteTotal)]
    [InlineData("MR1021", "To", "=> " + Read + ".Select(f => new Loose()).To(Csv.Write<Loose>(\"-\"));")]
    [InlineData("MR1050", "95", "=> " + Windowed + ".Aggregate(g => new Total(g.Key, (long)g.Quantile(f => f.Delay, 95)))" + WriteTotal)]
    [InlineData("MR1050", "-0.5", "=> " + Windowed + ".Aggregate(g => new Total(g.Key, (long)g.Where(f => f.Delay > 0).Quantile(quantile: -0.5, value: f => f.Delay)))" + WriteTotal)]
    [InlineData("MR1051", "0", "=> " + Windowed + ".Aggregate(g => new Total(g.Key, g.TopK(0, f => f.Delay, f => f.Delay).Count))" + WriteTotal)]
    [InlineData("MR1051", "-1", "=> " + Windowed + ".TopN(-1, by: f => f.Delay).Select(top => new Total(top.Row.Origin, top.Rank))" + WriteTotal)]
    [InlineData("MR1021", "TopN", "=> " + Read + ".EventTime(f => f.Date, Duration.Zero).Select(f => new Loose()).KeyBy(l => l.Value).Window(Tumbling.Every(Duration.Hours(1))).TopN(1, l => l.Value).Select(top => new Total(default, top.Rank))" + WriteTotal)]
    [InlineData("MR1022", "Window", "=> " + Read + ".KeyBy(f => f.Origin).Window(Tumbling.Every(Duration.Hours(1))).Aggregate(g => new Total(g.Key, 1))" + WriteTotal)]
    // Joins.
    [InlineData("MR1030", "Join", "{ var f = " + Read + "; f.KeyBy(x => x.Delay).Join(f.KeyBy(x => x.Origin)).Within(Duration.Zero, Duration.Zero).Select((a, b) => a)" + Write + "; }")]
    [InlineData("MR1031", "LeftJoin", "{ var f = " + Read + "; " + Keyed + ".LeftJoin(f.KeyBy(x => x.Origin)).Within(Duration.Zero, Duration.Zero).Select((a, b) => a)" + Write + "; }")]
    [InlineData("MR1032", "TimeToLive", "=> " + Keyed + ".LeftJoin(" + Keyed + ").TimeToLive(Duration.Hours(1)).Select((a, b) => a)" + Write + ";")]
    [InlineData("MR1032", "KeepForever", "=> " + Keyed + ".LeftJoin(" + Keyed + ").KeepForever().Select((a, b) => a)" + Write + ";")]
    [InlineData("MR1033", "Join", "{ var f = " + Read + "; f.Where(x => x.Delay > 0).Join(f.Broadcast(), a => a.Origin, b => b.Origin).Select((a, b) => a)" + Write + "; }")]
    [InlineData("MR1033", "LeftJoin", "{ var f = " + Read + "; f.LeftJoin(f.KeyBy(x => x.Origin).KeepFirst().Broadcast(), a => a.Origin, b => b.Origin).Select((a, b) => a)" + Write + "; }")]
    [InlineData("MR1015", "LeftJoin", "{ " + Read + ".LeftJoin(" + Read + ".Broadcast(), a => a.Origin, b => b.Origin); }")]
    [InlineData("MR1015", "CoGroup", "{ " + Keyed + ".CoGroup(" + Keyed + ").Window(Tumbling.Every(Duration.Hours(1))).DropLate(); }")]
    [InlineData("MR1043", "g.Left", "=> " + Keyed + ".CoGroup(" + Keyed + ").Window(Tumbling.Every(Duration.Hours(1)))" + Group + "{ var left = g.Left; foreach (ref readonly var f in g.Right) totals.Collect(new Total(g.Key, left.Count)); })" + WriteTotal)]
    [InlineData("MR1043", "g", "=> " + Keyed + ".CoGroup(" + Keyed + ").Window(Tumbling.Every(Duration.Hours(1)))" + Group + "totals.Collect(new Total(g.Key, g == null ? 1 : g.Left.Count)))" + WriteTotal)]
    [InlineData("MR1015", "Join", "{ " + Keyed + ".Join(" + Keyed + ").Within(Duration.Zero, Duration.Zero); }")]
    [InlineData("MR1015", "FullJoin", "{ " + Keyed + ".FullJoin(" + Keyed + "); }")]
    [InlineData("MR1015", "(out var late, out _)", "{ " + Keyed + ".Join(" + Keyed + ").Within(Duration.Zero, Duration.Zero).LateOutput(out var late, out _).Select((a, b) => a)" + Write + "; }")]
    [InlineData("MR1005", "limit", "{ var limit = Duration.Zero; " + Keyed + ".Join(" + Keyed + ").Within(Duration.Zero, limit).Select((a, b) => a)" + Write + "; }")]
    [InlineData("MR1100", "Named", "{ " + Windowed + ".LateOutput(out var late).Aggregate(g => new Total(g.Key, 1))" + WriteTotal + " late.Named(\"late\").Select(l => l.Row)" + Write + "; }")]
    [InlineData("MR1100", "Named", "{ var windows = " + Windowed + ".LateOutput(out var late); late.Named(\"late\").Select(l => l.Row)" + Write + "; windows.Aggregate(g => new Total(g.Key, 1))" + WriteTotal + " }")]
    [InlineData("MR1055", "Window", "{ var all = " + Read + "; all.ProcessingTime().Union(all.EventTime(f => f.Date, Duration.Zero)).KeyBy(f => f.Origin).Window(Tumbling.Every(Duration.Hours(1))).Aggregate(g => new Total(g.Key, 1))" + WriteTotal + " }")]
    [InlineData("MR1057", "Marks()", "=> " + Read + ".EventTime(f => f.Date, Marks())" + Write + ";")]
    [InlineData("MR1057", "Marks().WithIdleness(Duration.Zero)", "=> " + Read + ".EventTime(f => f.Date, Marks().WithIdleness(Duration.Zero))" + Write + ";")]
    [InlineData("MR1080", "WithParallelism", "=> " + Read + ".EventTime(f => f.Date, Duration.Zero).WithParallelism(2)" + Write + ";")]
    [InlineData("MR1080", "StartNewChain", "{ var f = " + Read + "; f.Union(f).StartNewChain()" + Write + "; }")]
    [InlineData("MR1080", "DisableChaining", "{ " + Read + ".Split(f => f.Delay > 0, out var late, out _); late.DisableChaining()" + Write + "; }")]
    [InlineData("MR1080", "WithParallelism", "=> " + Read + ".WindowAll(Global.UntilEnd()).Reduce((a, b) => b).WithParallelism(2)" + Write + ";")]
    [InlineData("MR1081", "0", "=> " + Read + ".Where(f => true).WithParallelism(0)" + Write + ";")]
    [InlineData("MR1081", "-1", "=> " + Read + Write + ".WithParallelism(subtasks: -1);")]
    [InlineData("MR1082", "Process", "=> " + Read + ".WindowAll(Global.UntilEnd()).Evict(Evict.KeepWithin(Duration.Minutes(1))).Process((WindowRows<Flight, AllRows> w, Collector<Flight> to) => to.Collect(default))" + Write + ";")]
    [InlineData("MR1082", "Aggregate", "=> " + Read + ".WindowAll(Global.UntilEnd()).Evict(Evict.KeepWithin(Duration.Minutes(1))).Aggregate(g => new Total(default, g.Count()))" + WriteTotal)]
    [InlineData("MR1082", "Reduce", "=> " + Read + ".WindowAll(Global.UntilEnd()).Evict(Evict.KeepWithin(Duration.Minutes(1))).Reduce((a, b) => b)" + Write + ";")]
    [InlineData("MR1042", "Fold", "=> " + Keyed + ".Window(Session.WithGap(Duration.Hours(1))).Evict(Evict.KeepLast(3)).Fold(default(Total), (t, f) => t)" + WriteTotal)]
    [InlineData("MR1015", "var rest", "{ " + Read + ".Split(f => f.Delay > 0, out var late, out var rest); late" + Write + "; }")]
    [InlineData("MR1056", "IngestionTime", "=> " + Read + ".Rebalance().IngestionTime()" + Write + ";")]
    [InlineData("MR1056", "IngestionTime", "=> " + Read + ".KeyBy(f => f.Origin).Reduce((a, b) => b).Where(f => f.Delay > 0).IngestionTime()" + Write + ";")]
    // Asynchronous calls.
    [InlineData("MR1075", "EventTime", "=> " + Read + Asked + ".Where(f => f.Delay > 0).EventTime(f => f.Date, Duration.Zero)" + Write + ";")]
    [InlineData("MR1075", "IngestionTime", "=> " + Read + Asked + ".IngestionTime()" + Write + ";")]
    [InlineData("MR1076", "(f, c) => System.Threading.Tasks.Task.FromResult(new { f.Delay })", "=> " + Read + ".SelectAsync((f, c) => System.Threading.Tasks.Task.FromResult(new { f.Delay }), (f, r) => f, Async.Ordered(1, Duration.Zero))" + Write + ";")]
    [InlineData("MR1005", "n", "{ var n = 1; " + Read + ".SelectAsync(async (f, c) => { await System.Threading.Tasks.Task.Yield(); return n; }, (f, r) => f, Async.Ordered(1, Duration.Zero))" + Write + "; }")]
    // Rows.
    [InlineData("MR1013", "Select", "=> " + Read + ".Select(f => f.Origin.ToString()).Where(t => t.Length > 1).Select(t => new Total(t, 1))" + WriteTotal)]
    [InlineData("MR1013", "Select", "=> " + Read + ".Select(f => new { f.Delay, Name = f.Origin.ToString() }).Select(t => new Total(t.Name, 1))" + WriteTotal)]
    [InlineData("MR1013", "Select", "=> " + Read + ".Select(f => (f.Delay, new Cell())).Select(t => new Total(default, 1))" + WriteTotal)]
    [InlineData("MR1018", "x == null", "=> " + Read + ".Select(f => new { f.Delay }).Where(x => x == null).Select(t => new Total(default, 1))" + WriteTotal)]
    [InlineData("MR1018", "x?.Delay", "=> " + Read + ".Select(f => new { f.Delay }).Where(x => x?.Delay > 1).Select(t => new Total(default, 1))" + WriteTotal)]
    // The description.
    [InlineData("MR1011", "Tools.First", "{ Tools.First(" + Read + "); }")]
    [InlineData("MR1010", "if", "{ if (Input == \"\") " + Read + Write + "; }")]
    [InlineData("MR1010", "foreach", "{ foreach (var x in Input) { } " + Read + Write + "; }")]
    [InlineData("MR1015", "Where", "{ " + Read + ".Where(f => true); }")]
    [InlineData("MR1015", "KeyBy", "{ var keyed = " + Read + ".KeyBy(f => f.Origin); }")]
    [InlineData("MR1015", "Window", "{ " + Windowed + "; }")]
    [InlineData("MR1015", "(out var late)", "{ " + Windowed + ".LateOutput(out var late).Aggregate(g => new Total(g.Key, 1))" + WriteTotal + " }")]
    [InlineData("MR1016", "Loop", "=> Loop(" + Read + ")" + Write + ";")]
    [InlineData("MR1019", "Label", "=> " + Read + ".Where(f => true).Named(Label)" + Write + ";")]
    [InlineData("MR1024", "Define", "{ }")]
    [InlineData("MR1090", "Iterate", "{ var loop = " + Read + ".Iterate(); loop" + Write + "; }")]
    [InlineData("MR1090", "Iterate", "{ var loop = " + Read + ".Iterate().Named(\"loop\"); }")]
    [InlineData("MR1091", "CloseWith", "{ var loop = " + Read + ".Iterate(); loop.CloseWith(loop.Where(f => f.Delay > 0)); loop.CloseWith(loop.Where(f => f.Delay < 0)); loop" + Write + "; }")]
    [InlineData("MR1092", "flights.Where(f => f.Delay > 0)", "{ var flights = " + Read + "; var loop = flights.Iterate(); loop.CloseWith(flights.Where(f => f.Delay > 0)); loop" + Write + "; }")]
    [InlineData("MR1092", "back", "{ var flights = " + Read + "; var loop = flights.Iterate(); var back = loop.Where(f => f.Delay > 0).Union(flights).Select(f => f with { Delay = 0 }); loop.CloseWith(back); loop" + Write + "; }")]
    [InlineData("MR1092", "flights.KeyBy(f => f.Origin).KeepFirst()", "{ var flights = " + Read + "; var loop = flights.Iterate(); loop.CloseWith(flights.KeyBy(f => f.Origin).KeepFirst()); loop" + Write + "; }")]
    [InlineData("MR1093", "Iterate", "{ var outer = " + Read + ".Iterate(); var inner = outer.Select(f => f).Iterate(); inner.CloseWith(inner.Where(f => f.Delay > 0)); outer.CloseWith(inner.Where(f => f.Delay < 0)); inner" + Write + "; }")]
    [InlineData("MR1093", "Iterate", "{ var one = " + Read + ".Iterate(); var other = job.From(Csv.Read<Flight>(\"b\")).Iterate(); var both = one.Union(other).KeyBy(f => f.Origin).KeepFirst(); one.CloseWith(both.Where(f => f.Delay > 0)); other.CloseWith(both.Where(f => f.Delay < 0)); }")]
    [InlineData("MR1094", "EventTime", "{ var loop = " + Read + ".Iterate(); var next = loop.Select(f => f with { Delay = f.Delay - 1 }); loop.CloseWith(next.Where(f => f.Delay > 0)); next.Where(f => f.Delay <= 0).EventTime(f => f.Date, Duration.Zero)" + Write + "; }")]
    [InlineData("MR1056", "IngestionTime", "{ var loop = " + Read + ".Iterate(); loop.CloseWith(loop.Where(f => f.Delay > 0)); loop.IngestionTime()" + Write + "; }")]
    [InlineData("MR1033", "Join", "{ var loop = " + Read + ".Iterate(); loop.CloseWith(job.From(Csv.Read<Flight>(\"b\")).Join(loop.Broadcast(), f => f.Origin, g => g.Origin).Select((f, g) => g)); loop" + Write + "; }")]
    [InlineData("MR1022", "Window", "{ var times = " + Read + ".EventTime(f => f.Date, Duration.Zero); var loop = times.Iterate(); var untimed = job.From(Csv.Read<Flight>(\"b\")); loop.CloseWith(loop.Union(untimed).KeyBy(f => f.Origin).KeepFirst()); loop.KeyBy(f => f.Origin).Window(Tumbling.Every(Duration.Hours(1))).DropLate().Aggregate(g => new Total(g.Key, g.Count()))" + WriteTotal + " }")]
    public void A_mistake_in_define_is_one_error(string id, string underlined, string define)
    {
        var run = JobRun.Of(JobRun.Job(define, Members), """
            namespace Shop;
            internal static class Tools { public static int First(Stream<Flight> rows) => 1; }
            """);
        Check(run, id, underlined);
    }

    [Fact]
    public void Two_joins_whose_tables_wait_for_each_other_are_errors()
    {
        var run = JobRun.Of(JobRun.Job("{ var a = " + Read + "; var b = " + Read + "; a.Join(b.Broadcast(), x => x.Origin, y => y.Origin).Select((x, y) => x)" + Write + "; b.Join(a.Broadcast(), x => x.Origin, y => y.Origin).Select((x, y) => x)" + Write + "; }", Members));
        Assert.Equal(["MR1033", "MR1033"], run.Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public void Rows_may_be_looked_up_in_one_table_after_another_and_in_tables_made_by_look_ups()
    {
        var run = JobRun.Of(JobRun.Job("{ var table = " + Read + ".Broadcast(); var looked = " + Read + ".Join(table, x => x.Origin, y => y.Origin).Select((x, y) => x);"
            + " looked.Join(table, x => x.Destination, y => y.Origin).Select((x, y) => x)" + Write + "; " + Read + ".Join(looked.Broadcast(), x => x.Origin, y => y.Origin).Select((x, y) => x)" + Write + "; }", Members));
        Assert.Empty(run.Diagnostics);
        Assert.Equal("", string.Join("\n", JobRun.Complaints(run)));
    }

    [Theory]
    [InlineData("MR1001", "J", "[Job] public sealed class J { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).To(Csv.Write<Flight>(\"-\")); }")]
    [InlineData("MR1001", "J", "public class Outer { [Job] public sealed partial class J { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).To(Csv.Write<Flight>(\"-\")); } }")]
    [InlineData("MR1002", "J", "[Job] public sealed partial class J { }")]
    [InlineData("MR1002", "J", "[Job] public sealed partial class J { static void Define(JobBuilder job) { } }")]
    [InlineData("MR1002", "J", "[Job] public sealed partial class J { void Define(int job) { } }")]
    [InlineData("MR1003", "J", "[Job] public sealed partial class J<T> { void Define(JobBuilder job) { } }")]
    [InlineData("MR1004", "J", "[Job] file sealed partial class J { void Define(JobBuilder job) { } }")]
    [InlineData("MR1023", "J", "[Job] public abstract partial class J { void Define(JobBuilder job) { } }")]
    [InlineData("MR1004", "Hidden", "[Job] public sealed partial class J { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).Where(f => Hidden.Yes(f)).To(Csv.Write<Flight>(\"-\")); } file static class Hidden { public static bool Yes(Flight f) => true; }")]
    public void A_mistake_in_the_class_is_one_error(string id, string underlined, string job) =>
        Check(JobRun.Of("using Millrace.Connectors;\n" + job), id, underlined);

    [Fact]
    public void A_mistake_in_a_record_is_not_reported_again_by_the_job()
    {
        var run = JobRun.Of("using Millrace.Connectors; [Record] public readonly partial record struct Bad(string Text); [Job] public sealed partial class J { void Define(JobBuilder job) => job.From(Csv.Read<Bad>(\"x\")).To(Csv.Write<Bad>(\"-\")); }");
        Assert.Equal(["MR2001"], run.Diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.Equal("", string.Join("\n", JobRun.Complaints(run)));
    }

    [Fact]
    public void Rows_of_another_type_cannot_come_back_says_the_compiler()
    {
        var run = JobRun.Of(JobRun.Job("{ var loop = " + Read + ".Iterate(); loop.CloseWith(loop.Select(f => new Total(f.Origin, 1))); loop" + Write + "; }"));
        Assert.DoesNotContain(run.Diagnostics, diagnostic => diagnostic.Id.StartsWith("MR", StringComparison.Ordinal));
        var complaint = Assert.Single(run.Output.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Equal("CS1503", complaint.Id);
    }

    private static void Check(GeneratorRun run, string id, string underlined)
    {
        var diagnostics = run.Diagnostics.Where(diagnostic => diagnostic.Id.StartsWith("MR1", StringComparison.Ordinal)).ToArray();
        Assert.True(diagnostics.Length == 1, string.Join("\n", diagnostics.Select(diagnostic => diagnostic.ToString()).Concat(JobRun.Complaints(run))));
        var diagnostic = diagnostics[0];
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(underlined, run.Underlined(diagnostic));
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        Assert.EndsWith($"/{id}.md", diagnostic.Descriptor.HelpLinkUri, StringComparison.Ordinal);
        Assert.Equal("", string.Join("\n", JobRun.Complaints(run)));
    }
}
