namespace Millrace.Generators.Tests.Wrong;

/// <summary>Mistakes in <c>Define</c> that the generator and the analyzer find.</summary>
internal static class WrongJobs
{
    /// <summary>Id, and <c>Define</c> with the place marked.</summary>
    public static readonly TheoryData<string, string> Defines = new()
    {
        // A lambda and what is around it.
        { "MR1005", "{ int low = 3; READ.Where(f => f.Delay > ⟦low⟧).WRITE; }" },
        { "MR1005", "=> READ.Where(f => ⟦job⟧ == null).WRITE;" },
        { "MR1005", "{ var limit = Duration.Zero; KEYED.Join(KEYED).Within(Duration.Zero, ⟦limit⟧).DropLate().Select((a, b) => a).Named(\"pairs\").WRITE; }" },
        { "MR1006", "=> READ.Where(f => f.Delay > ⟦_calls⟧).WRITE;" },
        { "MR1006", "=> READ.Where(f => f.Delay > this.⟦_calls⟧++).WRITE;" },
        { "MR1006", "=> READ.Where(f => f.Delay > ⟦Limit⟧).WRITE;" },
        { "MR1007", "=> READ.SelectMany<Flight>(⟦async⟧ (f, rows) => { await System.Threading.Tasks.Task.Yield(); }).WRITE;" },
        { "MR1008", "=> READ.Where(f => Take(() => ⟦f⟧.Delay) > 1).WRITE;" },
        { "MR1012", "=> READ.Where(⟦_test⟧).WRITE;" },
        { "MR1012", "=> WINDOWED.Aggregate(⟦Count⟧).Named(\"n\").Select(n => new Total(default, n)).TOTALS;" },
        // Aggregates.
        { "MR1009", "=> WINDOWED.Aggregate(g => new Total(g.Key, Count(⟦g⟧))).Named(\"n\").TOTALS;" },
        { "MR1009", "=> WINDOWED.Aggregate(g => { long n = 0; for (int i = 0; i < 3; i++) n += ⟦g⟧.Count(); return new Total(g.Key, n); }).Named(\"n\").TOTALS;" },
        { "MR1029", "=> WINDOWED.Aggregate(g => new Total(g.Key, g.Where(f => f.Delay > 0).⟦Where⟧(f => f.Delay < 9).Count())).Named(\"n\").TOTALS;" },
        { "MR1020", "=> READ.SelectMany((Flight f, Collector<Flight> rows) => Send(f, ⟦rows⟧)).WRITE;" },
        { "MR1021", "=> WINDOWED.Aggregate(g => new Total(g.Key, g.Max(⟦f => f.Origin.ToString()⟧).Length)).Named(\"n\").TOTALS;" },
        { "MR1021", "=> READ.KeyBy(⟦f => (int?)f.Delay⟧).Reduce((a, b) => a).Named(\"n\").WRITE;" },
        { "MR1021", "=> READ.KeyBy(⟦f => new Loose()⟧).Reduce((a, b) => a).Named(\"n\").WRITE;" },
        { "MR1021", "=> READ.Select(f => new Loose()).⟦Rebalance⟧().Select(l => new Total(default, l.Value)).TOTALS;" },
        { "MR1040", "=> KEYED.Window(Session.WithGap(Duration.Hours(1))).DropLate().⟦EarlyEvery⟧(3).Aggregate(g => new Total(g.Key, g.Count())).Named(\"n\").TOTALS;" },
        { "MR1041", "=> WINDOWED.EarlyEvery(3).⟦Trigger⟧(new Never(), f => f.Delay).Aggregate(g => new Total(g.Key, g.Count())).Named(\"n\").TOTALS;" },
        { "MR1042", "=> KEYED.Window(Session.WithGap(Duration.Hours(1))).DropLate().⟦Fold⟧(default(Total), (t, f) => t).Named(\"n\").TOTALS;" },
        { "MR1043", "=> WINDOWED.Process((WindowRows<Flight, Utf8String> w, Collector<Total> totals) => totals.Collect(new Total(w.Key, ⟦w⟧ == null ? 1 : 0))).Named(\"n\").TOTALS;" },
        { "MR1050", "=> WINDOWED.Aggregate(g => new Total(g.Key, (long)g.Quantile(f => f.Delay, ⟦95⟧))).Named(\"n\").TOTALS;" },
        { "MR1051", "=> WINDOWED.Aggregate(g => new Total(g.Key, g.TopK(⟦0⟧, f => f.Delay, f => f.Delay).Count)).Named(\"n\").TOTALS;" },
        // Time.
        { "MR1022", "=> PLAIN.KeyBy(f => f.Origin).⟦Window⟧(Tumbling.Every(Duration.Hours(1))).DropLate().Aggregate(g => new Total(g.Key, 1)).Named(\"n\").TOTALS;" },
        { "MR1055", "{ var all = PLAIN; all.ProcessingTime().Union(all.EventTime(f => f.Date, Duration.Zero)).KeyBy(f => f.Origin).⟦Window⟧(Tumbling.Every(Duration.Hours(1))).DropLate().Aggregate(g => new Total(g.Key, 1)).Named(\"n\").TOTALS; }" },
        { "MR1056", "=> PLAIN.Rebalance().⟦IngestionTime⟧().WRITE;" },
        { "MR1057", "=> PLAIN.EventTime(f => f.Date, ⟦Marks()⟧).WRITE;" },
        { "MR1064", "=> PLAIN.KeyBy(f => f.Origin).⟦Process⟧(new Remind()).Named(\"n\").WRITE;" },
        { "MR1075", "=> PLAIN.ASKED.⟦EventTime⟧(f => f.Date, Duration.Zero).WRITE;" },
        { "MR1082", "=> PLAIN.WindowAll(Global.UntilEnd()).Evict(Evict.KeepWithin(Duration.Minutes(1))).⟦Reduce⟧((a, b) => b).Named(\"n\").WRITE;" },
        { "MR3001", "=> KEYED.⟦Window⟧(Tumbling.Every(Duration.Hours(1))).Aggregate(g => new Total(g.Key, g.Count())).Named(\"n\").TOTALS;" },
        // Joins.
        { "MR1030", "{ var f = READ; f.KeyBy(x => x.Delay).⟦Join⟧(f.KeyBy(x => x.Origin)).Within(Duration.Zero, Duration.Zero).DropLate().Select((a, b) => a).Named(\"n\").WRITE; }" },
        { "MR1031", "{ var f = PLAIN; KEYED.⟦LeftJoin⟧(f.KeyBy(x => x.Origin)).Within(Duration.Zero, Duration.Zero).DropLate().Select((a, b) => a).Named(\"n\").WRITE; }" },
        { "MR1032", "=> KEYED.LeftJoin(KEYED).⟦TimeToLive⟧(Duration.Hours(1)).Select((a, b) => a).Named(\"n\").WRITE;" },
        { "MR1033", "{ var f = READ; f.Where(x => x.Delay > 0).⟦Join⟧(f.Broadcast(), a => a.Origin, b => b.Origin).Select((a, b) => a).Named(\"n\").WRITE; }" },
        { "MR1076", "=> READ.SelectAsync(⟦(f, c) => System.Threading.Tasks.Task.FromResult(new { f.Delay })⟧, (f, r) => f, Async.Ordered(1, Duration.Zero)).WRITE;" },
        // Functions.
        { "MR1060", "{ KEYED.⟦Process⟧(new Sorts()).Named(\"n\").WRITE; }" },
        { "MR1061", "{ READ.⟦SideOutput⟧(Check.Rejected).WRITE; }" },
        { "MR1062", "{ KEYED.Process(new Remind()).Named(\"n\").SideOutput(⟦new SideOutput<Flight>(\"x\")⟧).WRITE; }" },
        { "MR1063", "{ READ.Process(⟦new Unmarked()⟧).WRITE; }" },
        // Rows.
        { "MR1013", "=> READ.⟦Select⟧(f => f.Origin.ToString()).Where(t => t.Length > 1).Select(t => new Total(default, 1)).TOTALS;" },
        { "MR1013", "=> READ.⟦Select⟧(f => (f.Delay, new Cell())).Select(t => new Total(default, 1)).TOTALS;" },
        { "MR1018", "=> READ.Select(f => new { f.Delay }).Where(x => ⟦x == null⟧).Select(t => new Total(default, 1)).TOTALS;" },
        { "MR1018", "=> READ.Select(f => f.Delay > 3 ? new { f.Delay } : ⟦null⟧).Select(t => new Total(default, 1)).TOTALS;" },
        { "MR1018", "=> READ.Select(f => new { f.Delay }).Where(x => { x = ⟦null⟧; return true; }).Select(t => new Total(default, 1)).TOTALS;" },
        { "MR1018", "=> READ.Select(f => new { f.Delay }).Select(x => ⟦x ?? new { Delay = 1 }⟧).Select(t => new Total(default, 1)).TOTALS;" },
        // The description.
        { "MR1010", "{ var all = READ; var some = ⟦Input == \"\" ? all : all.Where(f => true)⟧; some.WRITE; }" },
        { "MR1010", "{ ⟦if⟧ (Input == \"\") READ.WRITE; }" },
        { "MR1011", "{ ⟦Tools.First⟧(READ); }" },
        { "MR1015", "{ READ.⟦Where⟧(f => true); }" },
        { "MR1015", "{ var keyed = READ.⟦KeyBy⟧(f => f.Origin); }" },
        { "MR1017", "=> ⟦Sampled⟧(READ, default).WRITE;" },
        { "MR1019", "=> READ.Where(f => true).Named(⟦Label⟧).WRITE;" },
        { "MR1080", "=> READ.⟦WithParallelism⟧(2).WRITE;" },
        { "MR1081", "=> READ.Where(f => true).WithParallelism(⟦0⟧).WRITE;" },
        { "MR1100", "{ KEYED.Window(Tumbling.Every(Duration.Hours(1))).LateOutput(out var late).Aggregate(g => new Total(g.Key, 1)).Named(\"n\").TOTALS; late.⟦Named⟧(\"late\").Select(l => l.Row).WRITE; }" },
        { "MR3002", "=> WINDOWED.⟦Aggregate⟧(g => new Total(g.Key, g.Count())).TOTALS;" },
        { "MR3003", "{ READ.Distinct().Named(\"same\").WRITE; READ.Distinct().Named(⟦\"same\"⟧).WRITE; }" },
        // Loops.
        { "MR1090", "{ var loop = READ.⟦Iterate⟧(); loop.WRITE; }" },
        { "MR1091", "{ var loop = READ.Iterate(); loop.CloseWith(loop.Where(f => f.Delay > 0)); loop.⟦CloseWith⟧(loop.Where(f => f.Delay < 0)); loop.WRITE; }" },
        { "MR1092", "{ var flights = READ; var loop = flights.Iterate(); loop.CloseWith(⟦flights.Where(f => f.Delay > 0)⟧); loop.WRITE; }" },
        { "MR1093", "{ var outer = READ.Iterate(); var inner = outer.Select(f => f).⟦Iterate⟧(); inner.CloseWith(inner.Where(f => f.Delay > 0)); outer.CloseWith(inner.Where(f => f.Delay < 0)); inner.WRITE; }" },
        { "MR1094", "{ var loop = PLAIN.Iterate(); var next = loop.Select(f => f with { Delay = f.Delay - 1 }); loop.CloseWith(next.Where(f => f.Delay > 0)); next.Where(f => f.Delay <= 0).⟦EventTime⟧(f => f.Date, Duration.Zero).WRITE; }" },
        // Text that would outlive its row.
        { "MR1110", "=> READ.To(⟦Rows.To<Flight>⟧(f => { }));" },
        { "MR1111", "=> READ.Where(f => { Tools.Names.Add(⟦f.Origin⟧); return true; }).WRITE;" },
    };

    /// <summary>Id, and a job class.</summary>
    public static readonly TheoryData<string, string> Classes = new()
    {
        { "CS0592", "[⟦Job⟧] partial struct J { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).WRITE; }" },
        { "CS0535", "struct Odd : ⟦ITrigger<int, int>⟧ { public TriggerResult OnEventTime(ref TriggerContext<int> context) => TriggerResult.Fire; } [Job] partial class J { const string Input = \"a\"; void Define(JobBuilder job) => WINDOWED.Trigger(new Odd(), f => f.Delay).Aggregate(g => new Total(g.Key, g.Count())).Named(\"n\").TOTALS; }" },
        { "CS0535", "struct Odd : ⟦IWatermarkGenerator<Flight>⟧ { public Timestamp Watermark(Timestamp now) => now; } [Job] partial class J { const string Input = \"a\"; void Define(JobBuilder job) => PLAIN.EventTime(f => f.Date, Watermarks.Custom<Flight, Odd>(new Odd())).WRITE; }" },
        { "CS0535", "[Operator] partial struct Odd : ⟦IProcessFunction<Flight, Flight>⟧ { } [Job] partial class J { const string Input = \"a\"; void Define(JobBuilder job) => PLAIN.Process(new Odd()).WRITE; }" },
        { "CS0246", "[Job] partial class J(⟦Missing⟧ board) { const string Input = \"a\"; void Define(JobBuilder job) => PLAIN.WRITE; }" },
        { "MR1001", "[Job] public sealed class ⟦J⟧ { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).WRITE; }" },
        { "MR1001", "public class Outer { [Job] public sealed partial class ⟦J⟧ { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).WRITE; } }" },
        { "MR1002", "[Job] public sealed partial class ⟦J⟧ { }" },
        { "MR1002", "[Job] public sealed partial class ⟦J⟧ { static void Define(JobBuilder job) { } }" },
        { "MR1002", "[Job] public sealed partial class ⟦J⟧ { async void Define(JobBuilder job) { await System.Threading.Tasks.Task.Yield(); } }" },
        { "MR1003", "[Job] public sealed partial class ⟦J⟧<T> { void Define(JobBuilder job) { } }" },
        { "MR1004", "[Job] file sealed partial class ⟦J⟧ { void Define(JobBuilder job) { } }" },
        { "MR1004", "[Job] public sealed partial class J { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).Where(f => ⟦Hidden⟧.Yes(f)).WRITE; } file static class Hidden { public static bool Yes(Flight f) => true; }" },
        { "MR1004", "file static class Parts { public static int Least = 3; public static Stream<Flight> Late(this Stream<Flight> flights) => flights.Where(f => f.Delay > ⟦Least⟧); } [Job] public sealed partial class J { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).Late().WRITE; }" },
        { "MR1004", "file static class Parts { static class Limits { public static int Least = 3; } public static Stream<Flight> Late(this Stream<Flight> flights) => flights.Where(f => f.Delay > ⟦Limits⟧.Least); } [Job] public sealed partial class J { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).Late().WRITE; }" },
        { "MR1004", "file class Mark { } static class Parts { public static Stream<Flight> Late<T>(Stream<Flight> flights) => flights.Where(f => f.Delay > typeof(T).Name.Length); } [Job] public sealed partial class J { void Define(JobBuilder job) => ⟦Parts.Late<Mark>⟧(job.From(Csv.Read<Flight>(\"x\"))).WRITE; }" },
        { "MR1004", "file class Mark { } static class Parts { public static Stream<Flight> Late<T>(Stream<Flight> flights, T value) => flights.Where(f => value != null); } [Job] public sealed partial class J { void Define(JobBuilder job) => Parts.Late(job.From(Csv.Read<Flight>(\"x\")), new ⟦Mark⟧()).WRITE; }" },
        { "MR1004", "file static class Parts { extension(Flight flight) { public bool IsLate => flight.Delay > 3; } } [Job] public sealed partial class J { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).Where(f => f.⟦IsLate⟧).WRITE; }" },
        { "MR1004", "file static class Parts { extension(int) { public static int Least => 3; } } [Job] public sealed partial class J { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).Where(f => f.Delay > int.⟦Least⟧).WRITE; }" },
        { "MR1016", "[Job] public sealed partial class J { void Define(JobBuilder job) => Loop(job.From(Csv.Read<Flight>(\"x\"))).WRITE; Stream<Flight> Loop(Stream<Flight> flights) => ⟦Loop⟧(flights.Where(f => true)); }" },
        { "MR1024", "[Job] public sealed partial class J { void ⟦Define⟧(JobBuilder job) { } }" },
        { "MR1023", "[Job] public abstract partial class ⟦J⟧ { void Define(JobBuilder job) { } }" },
        { "MR1023", "[Job] public static partial class ⟦J⟧ { static void Define(JobBuilder job) { } }" },
        { "MR1025", "[Job] public sealed partial class J { private int ⟦__source0⟧ = 1; void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).WRITE; }" },
        { "MR1025", "[Job] public sealed partial class J { private static bool ⟦__where1⟧(Flight f) => true; void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).Where(f => true).WRITE; }" },
        { "MR2101", "[Job] public sealed partial class J { public required Action ⟦Hook⟧ { get; init; } void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).WRITE; }" },
        { "MR2101", "[Job] public sealed partial class J(IDisposable ⟦d⟧) { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).Where(f => d != null).WRITE; }" },
        { "MR2102", "[Job] public sealed partial class J { public int WindowSize { get; init; } public int ⟦Window_size⟧ { get; init; } void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).WRITE; }" },
        { "MR1150", "static class Parts { private const int Least = 1; private static int Low => Least; public static Stream<Flight> Late(Stream<Flight> flights) => flights.Where(f => f.Delay > ⟦Low⟧); } [Job] public sealed partial class J { void Define(JobBuilder job) => Parts.Late(job.From(Csv.Read<Flight>(\"x\"))).WRITE; }" },
        { "MR1151", "public abstract class Base { protected Stream<Flight> Late(Stream<Flight> flights) => flights.Where(f => ⟦base⟧.ToString() == null); } [Job] public sealed partial class J : Base { void Define(JobBuilder job) => Late(job.From(Csv.Read<Flight>(\"x\"))).WRITE; }" },
        { "MR1152", "[Job] public sealed partial class J { void Define(JobBuilder job) => Late(job.From(Csv.Read<Flight>(\"x\")), f => f.Delay > 0).WRITE; static Stream<Flight> Late(Stream<Flight> flights, Func<Flight, bool> keep) => flights.Where(f => { var again = ⟦keep⟧; return again(f); }); }" },
    };
}
