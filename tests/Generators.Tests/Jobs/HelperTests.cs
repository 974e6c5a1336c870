namespace Millrace.Generators.Tests.Jobs;

/// <summary>Helpers: methods that take streams, values, functions and types, and are read in place of their calls.</summary>
public class HelperTests
{
    private const string Read = "job.From(Csv.Read<Flight>(Input))";
    private const string Write = ".To(Csv.Write<Flight>(\"-\"));";

    private const string Parts = """
        using Millrace.Connectors;
        using Alias = Other.Limits;
        using static Other.Numbers;

        namespace Other
        {
            public static class Limits { public const int Max = 3; public static int Least => 1; public enum Mode { Slow, Fast } public static class Nested { public static int Deep = 4; } }
            public static class Numbers { public static int Half(int value) => value / 2; }
            public static class IntExtensions { public static int Twice(this int value) => value * 2; public static T Or<T>(this T value, T other) => value; public static bool IsFast(this Limits.Mode mode) => mode == Limits.Mode.Fast; }
            public interface IDelayed { int Delay { get; } }
        }

        namespace Parts
        {
            using Other;

            internal static class Helpers
            {
                internal const int Most = 5;
                internal static int s_low = 2;
                private const int Hidden = 7;
                internal static bool IsOk(Flight f) => f.Delay < Most;

                internal static Stream<Flight> Named(this Stream<Flight> flights) => flights.Where(f => {TEXT});
            }
        }
        """;

    [Theory]
    [InlineData("IsOk(f)", "global::Parts.Helpers.IsOk(f)")]
    [InlineData("f.Delay < Most && f.Delay > s_low", "f.Delay < global::Parts.Helpers.Most && f.Delay > global::Parts.Helpers.s_low")]
    [InlineData("f.Delay < Hidden", "f.Delay < 7")]
    [InlineData("f.Delay < Limits.Max", "f.Delay < global::Other.Limits.Max")]
    [InlineData("f.Delay < Alias.Least", "f.Delay < global::Other.Limits.Least")]
    [InlineData("f.Delay < Other.Limits.Max", "f.Delay < global::Other.Limits.Max")]
    [InlineData("f.Delay < global::Other.Limits.Max", "f.Delay < global::Other.Limits.Max")]
    [InlineData("Half(f.Delay) > 1", "global::Other.Numbers.Half(f.Delay) > 1")]
    [InlineData("f.Delay.Twice().Or(3) > 1", "global::Other.IntExtensions.Or(global::Other.IntExtensions.Twice(f.Delay), 3) > 1")]
    [InlineData("f.Delay.Or<int>(Most) > 1", "global::Other.IntExtensions.Or<int>(f.Delay, global::Parts.Helpers.Most) > 1")]
    [InlineData("f.Delay\n.Twice()\n> 1", "global::Other.IntExtensions.Twice(f.Delay\n)\n> 1")]
    [InlineData("(f.Delay > 1 ? Limits.Mode.Fast : default).IsFast()", "global::Other.IntExtensions.IsFast((f.Delay > 1 ? global::Other.Limits.Mode.Fast : default))")]
    [InlineData("$\"{Most}{f.Delay:000}\".Length > nameof(Most).Length", "$\"{(global::Parts.Helpers.Most)}{f.Delay:000}\".Length > \"Most\".Length")]
    [InlineData("f.Delay is Most or > Limits.Max", "f.Delay is global::Parts.Helpers.Most or > global::Other.Limits.Max")]
    [InlineData("f is { Delay: > Most, Origin.Length: 3 }", "f is { Delay: > global::Parts.Helpers.Most, Origin.Length: 3 }")]
    [InlineData("(f with { Delay = Most }).Delay > 1", "(f with { Delay = global::Parts.Helpers.Most }).Delay > 1")]
    [InlineData("(Most, f.Delay).Most > 1", "(global::Parts.Helpers.Most, f.Delay).Most > 1")]
    [InlineData("(Hidden, 1).Hidden > new { Hidden }.Hidden", "(Hidden: 7, 1).Hidden > new { Hidden = 7 }.Hidden")]
    [InlineData("new List<Limits.Mode>().Count < Enum.GetValues<Limits.Mode>().Length", "new global::System.Collections.Generic.List<global::Other.Limits.Mode>().Count < global::System.Enum.GetValues<global::Other.Limits.Mode>().Length")]
    [InlineData("{ [Obsolete] int Local(Limits.Mode m) => Limits.Nested.Deep; foreach (var x in new[] { Limits.Mode.Slow }) if (Local(x) > 3) return true; return false; }",
        "{ [global::System.Obsolete] int Local(global::Other.Limits.Mode m) => global::Other.Limits.Nested.Deep; foreach (var x in new[] { global::Other.Limits.Mode.Slow }) if (Local(x) > 3) return true; return false; }")]
    [InlineData("{ Mode again = f.Delay; goto end; end: return again.Value > 1; }", null)]
    public void Names_in_a_helper_mean_what_they_mean_there(string lambda, string? compiled)
    {
        string parts = Parts.Replace("{TEXT}", lambda).Replace("namespace Parts\n{", "namespace Parts\n{\n    using Mode = System.Nullable<int>;");
        var run = JobRun.Compiles(JobRun.Job($"=> {Read}.Named(){Write}", """
            private static bool IsOk(Flight f) => false;
            private const int Most = 0;
            private static int s_low = 100;
            private static int Half(int value) => 100;
            private static class Limits { public const int Max = 0; public const int Least = 0; }
            """, "using Parts;"), parts, """
            namespace Shop;
            internal static class Other { }
            internal static class Helpers { }
            internal static class IntExtensions { public static int Twice(this int value) => 100; public static int Or(this int value, int other) => 100; }
            """);
        if (compiled is not null) Assert.Contains(compiled, run.Text("TestJob.Lambdas2"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Lowest", "((global::Shop.Base)this).Lowest")]
    [InlineData("this.Lowest", "((global::Shop.Base)this).Lowest")]
    [InlineData("Shared", "global::Shop.Base.Shared")]
    [InlineData("Own", "f.Delay > Own")]
    [InlineData("Low()", "f.Delay > Low()")]
    [InlineData("Of(this)", "global::Shop.Base.Of(((global::Shop.Base)this))")]
    public void So_do_members_of_a_base_class(string value, string compiled) => Assert.Contains(compiled, JobRun.Compiles($$"""
        using Millrace.Connectors;
        namespace Shop;
        public abstract class Base
        {
            internal int Lowest => 3;
            protected int Own => 3;
            protected static int Shared => 3;
            protected virtual int Low() => 1;
            protected static int Of(Base value) => 1;
            protected Stream<Flight> Late(Stream<Flight> flights) => flights.Where(f => f.Delay > {{value}});
        }
        [Job]
        public sealed partial class TestJob : Base
        {
            private new int Lowest => 7;
            private static new int Shared => 7;
            protected override int Low() => 2;
            private static int Of(TestJob value) => 2;
            void Define(JobBuilder job) => Late(job.From(Csv.Read<Flight>("x"))).To(Csv.Write<Flight>("-"));
        }
        """).Text("TestJob.Lambdas2"), StringComparison.Ordinal);

    [Theory]
    [InlineData("MR1150", "Secret", "Late(" + Read + ")", "internal static Stream<Flight> Late(Stream<Flight> s) => s.Where(f => Secret(f));")]
    [InlineData("MR1150", "Hide", "Late(" + Read + ")", "internal static Stream<Flight> Late(Stream<Flight> s) => s.Where(f => new Hide().Value > f.Delay);")]
    [InlineData("MR1150", "mode", "Late(" + Read + ")", "internal static Stream<Flight> Late(Stream<Flight> s) => Of(s, Mode.Fast); private static Stream<Flight> Of(Stream<Flight> s, Mode mode) => s.Where(f => (int)mode > f.Delay);")]
    [InlineData("MR1150", "Mode", "Late(" + Read + ")", "internal static Stream<Flight> Late(Stream<Flight> s) => Of(s, Mode.Fast); private static Stream<Flight> Of(Stream<Flight> s, Mode mode) => s.Where(f => mode == Mode.Fast);")]
    [InlineData("MR1150", "Usual", "Late(" + Read + ")", "internal static Stream<Flight> Late(Stream<Flight> s) => s.Where(f => (int)Usual > f.Delay);")]
    [InlineData("MR1150", "default", "Late(" + Read + ")", "internal static Stream<Flight> Late(Stream<Flight> s) => Of(s, default); private static Stream<Flight> Of(Stream<Flight> s, Hide? hide) => s;")]
    [InlineData("MR1150", "Of", "Late(" + Read + ")", "internal static Stream<Flight> Late(Stream<Flight> s) => Of(s); private static Stream<Flight> Of(Stream<Flight> s, params Hide[] hide) => s;")]
    [InlineData("MR1017", "Late", "Late(" + Read + ")", "internal static Stream<Flight> Late(Stream<Flight> s, Func<Flight, bool> keep = null!) => s.Where(f => keep(f));")]
    [InlineData("MR1017", "Late", "Late(" + Read + ")", "internal static Stream<Flight> Late(Stream<Flight> s, Func<Flight, bool> keep = null!) => s.Where(keep);")]
    [InlineData("MR1017", "Late", "Late(" + Read + ")", "internal static Stream<Flight> Late(Stream<Flight> s, Stream<Flight> t = null!) => s.Union(t);")]
    [InlineData("MR1151", "Squared", "Late(" + Read + ")", "internal static Stream<Flight> Late(Stream<Flight> s) => s.Where(f => ((int?)f.Delay)?.Squared() > 1);")]
    [InlineData("MR1152", "keep", "Late(" + Read + ", f => true)", "internal static Stream<Flight> Late(Stream<Flight> s, Func<Flight, bool> keep) => s.Where(f => Array.Exists(new[] { f }, new Predicate<Flight>(keep)));")]
    [InlineData("MR1152", "keep", "Late(" + Read + ", f => true)", "internal static Stream<Flight> Late(Stream<Flight> s, Func<Flight, bool> keep) => s.Where(f => { var k = keep; return k(f); });")]
    [InlineData("MR1006", "low", "Late(" + Read + ", 1)", "internal static Stream<Flight> Late(Stream<Flight> s, int low) => s.Where(f => f.Delay > low++);")]
    [InlineData("MR1012", "Test", "Late(" + Read + ", Test)", "internal static Stream<Flight> Late(Stream<Flight> s, Func<Flight, bool> keep) => s.Where(keep);")]
    [InlineData("MR1019", "Input", "Late(" + Read + ", Input)", "internal static Stream<Flight> Late(Stream<Flight> s, string name) => s.KeyBy(f => f.Origin).KeepLast().Named(name + \"-late\");")]
    [InlineData("MR1017", "Late", "Late(" + Read + ", ref Low)", "internal static Stream<Flight> Late(Stream<Flight> s, ref int low) => s;")]
    [InlineData("MR1017", "Late", "Late(" + Read + ", default)", "internal static Stream<Flight> Late(Stream<Flight> s, Span<int> values) => s;")]
    [InlineData("MR1017", "Other.Late", "Other.Late(" + Read + ")", "")]
    [InlineData("MR1017", "Other.Later", "Other.Later(" + Read + ")", "")]
    [InlineData("MR1017", "Clean", "Clean(" + Read + ")", "")]
    [InlineData("MR1017", "T.Cleaned", "Late<Cleaner>(" + Read + ")", "internal static Stream<Flight> Late<T>(Stream<Flight> s) where T : ICleaner => T.Cleaned(s);")]
    [InlineData("MR1010", "Stream", "Late(" + Read + ")", "internal static Stream<Flight> Late(Stream<Flight> s) { return Local(s); Stream<Flight> Local(Stream<Flight> t) => t; }")]
    [InlineData("MR1010", "static", "Late(" + Read + ")", "internal static Stream<Flight> Late(Stream<Flight> s) { static Stream<Flight> Local(Stream<Flight> t) => t; return Local(s); }")]
    [InlineData("MR1017", "Late", "Late(" + Read + ", 1, 2)", "internal static Stream<Flight> Late(Stream<Flight> s, params List<int> ok) => s;")]
    [InlineData("MR1017", "Late", "Late(" + Read + ", 1)", "internal static Stream<Flight> Late(Stream<Flight> s, params IEnumerable<int> ok) => s;")]
    [InlineData("MR1017", "Late", "Late(" + Read + ")", "internal static Stream<Flight> Late(Stream<Flight> s, [System.Runtime.CompilerServices.CallerLineNumber] int line = 0) => s.Where(f => f.Delay > line);")]
    [InlineData("MR1010", "return", "Late(" + Read + ")", "internal static Stream<Flight> Late(Stream<Flight> s) { return s; return s.Where(f => true); }")]
    [InlineData("MR1051", "0", "Late(" + Read + ", 0)", "internal static Stream<Flight> Late(Stream<Flight> s, int n) => s.WindowAll(Global.UntilEnd()).TopN(n, f => f.Delay).Select(top => top.Row);")]
    [InlineData("MR1016", "Late", "Late(" + Read + ")", "internal static Stream<Flight> Late<T>(Stream<Flight> s) => Late(s); internal static Stream<Flight> Late(Stream<Flight> s) => Late<int>(s);")]
    [InlineData("MR1015", "Where", "Late(" + Read + ")", "internal static Stream<Flight> Late(Stream<Flight> s) { var lost = s.Where(f => false); return s; }")]
    [InlineData("MR1017", "Late", "Late(" + Read + ", (ref int x) => { })", "internal delegate void Change(ref int x); internal static Stream<Flight> Late(Stream<Flight> s, Change change) => s;")]
    [InlineData("MR1017", "Late", "Late(" + Read + ", (out int x) => x = 1)", "internal delegate void Make(out int x); internal static Stream<Flight> Late(Stream<Flight> s, Make change) => s;")]
    [InlineData("MR1017", "Late", "Late(" + Read + ", (ref readonly int x) => x)", "internal delegate int Get(ref readonly int x); internal static Stream<Flight> Late(Stream<Flight> s, Get change) => s;")]
    [InlineData("MR1017", "Late", "Late(" + Read + ", x => ref _low)", "internal delegate ref int At(int x); internal static Stream<Flight> Late(Stream<Flight> s, At change) => s;")]
    [InlineData("MR1017", "Late", "Late(" + Read + ", (params int[] x) => 1)", "internal delegate int Most(params int[] x); internal static Stream<Flight> Late(Stream<Flight> s, Most change) => s;")]
    [InlineData("MR1017", "Late", "Late(" + Read + ", (int x = 1) => x)", "internal delegate int Plus(int x = 1); internal static Stream<Flight> Late(Stream<Flight> s, Plus change) => s;")]
    [InlineData("MR1151", "y", "Late(" + Read + ", (a, b) => a - b > 0)", "internal delegate bool Less(int x, int y); internal static Stream<Flight> Late(Stream<Flight> s, Less less) => s.Where(f => less(y: f.Delay, x: 3));")]
    public void A_mistake_in_a_helper_is_one_error(string id, string underlined, string call, string helper)
    {
        string define = "{ " + call + Write + " }";
        if (call.Contains(", ref", StringComparison.Ordinal)) define = define.Replace("ref Low", "ref _low", StringComparison.Ordinal);
        var run = JobRun.Of(JobRun.Job(define, """
            private int _low;
            private static readonly Func<Flight, bool> Test = f => true;
            private static readonly Others Other = new Another();
            private Func<Stream<Flight>, Stream<Flight>> Clean { get; init; } = s => s;
            """, "using static Parts.Helpers; using Parts;"), $$"""
            using Millrace.Connectors;
            namespace Parts
            {
                internal abstract class Others { internal Stream<Flight> Late(Stream<Flight> s) => s; internal abstract Stream<Flight> Later(Stream<Flight> s); }
                internal sealed class Another : Others { internal override Stream<Flight> Later(Stream<Flight> s) => s; }
                internal interface ICleaner { static abstract Stream<Flight> Cleaned(Stream<Flight> s); }
                internal sealed class Cleaner : ICleaner { public static Stream<Flight> Cleaned(Stream<Flight> s) => s; }
                internal static class Ints { internal static int Squared(this int value) => value; }
                internal static class Helpers
                {
                    private static bool Secret(Flight f) => true;
                    private sealed class Hide { internal int Value = 1; }
                    private enum Mode { Slow, Fast }
                    private const Mode Usual = Mode.Fast;
                    {{helper}}
                }
            }
            namespace Shop { internal static class Ints { internal static int Squared(this int value) => 3; } }
            """);
        Assert.True(run.Diagnostics.Count(diagnostic => diagnostic.Id.StartsWith("MR1", StringComparison.Ordinal)) == 1, string.Join("\n", run.Diagnostics.Select(diagnostic => diagnostic.ToString()).Concat(JobRun.Complaints(run))));
        Assert.Equal((id, underlined), (run.Diagnostics[0].Id, run.Underlined(run.Diagnostics[0])));
        Assert.Empty(JobRun.Complaints(run));
    }

    [Theory]
    [InlineData("_seen", "s.Where(r => _seen++ < 10)")]
    [InlineData("_seen", "s.Where(r => this._seen < 10)")]
    [InlineData("Limit", "s.Where(r => Limit > 10)")]
    [InlineData("Changed", "s.Where(r => Changed is null)")]
    public void State_of_a_generic_base_class_is_state_of_the_job(string underlined, string body)
    {
        var run = JobRun.Of($$"""
            using Millrace.Connectors;
            namespace Shop;
            public abstract class Base<T>
            {
                protected int _seen;
                protected int Limit { get; set; }
                protected event Action? Changed;
                protected Stream<T> First(Stream<T> s) => {{body}};
            }
            [Job]
            public sealed partial class TestJob : Base<Flight>
            {
                void Define(JobBuilder job) => First(job.From(Csv.Read<Flight>("x"))).To(Csv.Write<Flight>("-"));
            }
            """);
        var diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(("MR1006", underlined), (diagnostic.Id, run.Underlined(diagnostic)));
    }

    [Fact]
    public void Constants_become_part_of_lambdas_and_other_values_are_kept_by_the_job()
    {
        var run = JobRun.Compiles(JobRun.Job($"=> {Read}.Late(3, Slack, text: \"a\").Late(Limit + 1, Duration.Zero, mode: Mode.Fast){Write}", "public int Limit { get; init; } private Duration Slack => Duration.Zero;", "using Parts;"), """
            namespace Parts;
            public enum Mode { Slow, Fast }
            public static class Helpers
            {
                public static Stream<Flight> Late(this Stream<Flight> flights, int limit, Duration slack, string text = "b", Mode mode = default, params int[] more) =>
                    flights.EventTime(f => f.Date, slack).Where(f => f.Delay > limit && text.Length > 0 && mode == Mode.Slow && more.Length == 0 && nameof(limit) != "");
            }
            """);
        string lambdas = string.Join("\n", run.Result.GeneratedTrees.Select(tree => tree.ToString()));
        Assert.Contains("f.Delay > 3 && \"a\".Length > 0 && ((global::Parts.Mode)(0)) == global::Parts.Mode.Slow", lambdas, StringComparison.Ordinal);
        Assert.Contains("f.Delay > __given2 && \"b\".Length > 0 && ((global::Parts.Mode)(1)) == global::Parts.Mode.Slow && global::System.Array.Empty<int>().Length == 0 && \"limit\" != \"\"", lambdas, StringComparison.Ordinal);
        Assert.Contains("job.__given1 = job.__giving1();", lambdas, StringComparison.Ordinal);
        Assert.DoesNotContain("__given4", lambdas, StringComparison.Ordinal);
    }

    [Fact]
    public void A_helper_with_a_named_operator_is_used_twice_by_passing_the_name()
    {
        const string helper = "private Stream<Flight> Latest(Stream<Flight> s, string name) => s.KeyBy(f => f.Origin).KeepLast().Named($\"{name}-latest\");";
        JobRun.Compiles(JobRun.Job("{ " + $"Latest({Read}, \"a\"){Write} Latest({Read}, nameof(Input)){Write}" + " }", helper));
        var run = JobRun.Of(JobRun.Job("{ " + $"Latest({Read}, \"a\"){Write} Latest({Read}, \"a\"){Write}" + " }", helper));
        var diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(("MR3003", "Latest"), (diagnostic.Id, run.Underlined(diagnostic)));
        Assert.Contains("give 'Latest' a parameter for the name", diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }
}
