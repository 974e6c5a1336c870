namespace Millrace.Generators.Tests.Jobs;

/// <summary>What calls pass to helpers: constants, values, functions, arrays.</summary>
public class GivenTests
{
    private const string Read = "job.From(Csv.Read<Flight>(Input))";
    private const string Write = ".To(Csv.Write<Flight>(\"-\"));";

    [Fact]
    public void Functions_and_values_made_of_other_functions_have_methods_of_their_own()
    {
        const string helpers = """
            private static Stream<Flight> Inner(Stream<Flight> s, Func<Flight, bool> f) => s.Where(x => f(x));
            private static Stream<Flight> Outer(Stream<Flight> s, Func<Flight, bool> g) => Inner(s, x => g(x) && x.Delay > 0);
            private sealed record Wrapper(Func<Flight, bool> Test) { public bool Is(Flight f) => Test(f); }
            private static Stream<Flight> InnerOf(Stream<Flight> s, Wrapper w) => s.Where(x => w.Is(x));
            private static Stream<Flight> OuterOf(Stream<Flight> s, Func<Flight, bool> g) => InnerOf(s, new Wrapper(g));
            """;
        string lambdas = JobRun.Compiles(JobRun.Job($"=> OuterOf(Outer({Read}, f => f.Distance > 3), f => f.Distance > 4){Write}", helpers)).Text("TestJob.Lambdas");
        Assert.Equal(2, lambdas.Split("bool __passed").Length - 1);
        Assert.Contains("Wrapper __giving1() =>", lambdas, StringComparison.Ordinal);
        Assert.Contains("__giving2() =>", lambdas, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("double", "0.1f", "f.Delay * low > 1", "__given1", "0.10000000149011612d")]
    [InlineData("double", "-1.5", "f.Delay > -low", "__given1", "((double)(-1.5d))")]
    [InlineData("double", "-1.5", "low.CompareTo(f.Delay) > 0", "__given1", "((double)(-1.5d))")]
    [InlineData("double", "-1.5", "f.Delay > low", "((double)(-1.5d))", null)]
    [InlineData("double", "1", "f.Delay > low", "1d", null)]
    [InlineData("double", "-0.0", "f.Delay > low", "((double)(-0d))", null)]
    [InlineData("double", "double.NaN", "f.Delay > low", "double.NaN", null)]
    [InlineData("double?", "1.5", "low.HasValue && f.Delay > (low ?? 0)", "((double?)(1.5d)).HasValue", null)]
    [InlineData("double?", "double.NegativeInfinity", "f.Delay > low", "((double?)(double.NegativeInfinity))", null)]
    [InlineData("double?", "null", "f.Delay > (low ?? 0)", "(default(double?) ?? 0)", null)]
    [InlineData("decimal", "1.50m", "f.Delay > low", "1.50m", null)]
    [InlineData("decimal", "-1", "f.Delay / low > 1", "__given1", "((decimal)(-1m))")]
    [InlineData("float", "16777217", "f.Delay > low", "16777216f", null)]
    [InlineData("long", "-9223372036854775808", "f.Delay > low", "((long)(-9223372036854775808L))", null)]
    [InlineData("ulong", "ulong.MaxValue", "(ulong)f.Delay > low", "18446744073709551615UL", null)]
    [InlineData("int", "'a'", "f.Delay > low", "97", null)]
    [InlineData("char", "'\\''", "f.Delay > low", "'\\''", null)]
    [InlineData("byte", "5", "Of(low) > f.Delay", "__given1", "((byte)(5))")]
    [InlineData("int", "5", "OfNarrow(low) > f.Delay", "__given1", "5")]
    [InlineData("int", "0", "low == 0 || f.Delay / low > 1", "f.Delay / __given1", "0")]
    [InlineData("int", "int.MaxValue", "low + 1 < f.Delay", "__given1", "2147483647")]
    [InlineData("int", "300", "(byte)low < f.Delay", "__given1", "300")]
    [InlineData("double", "1e300", "(int)low < f.Delay", "__given1", "1E+300d")]
    [InlineData("DayOfWeek", "DayOfWeek.Friday", "(int)low > f.Delay", "__given1", "((global::System.DayOfWeek)(5))")]
    [InlineData("string", "\"a\"", "low switch { \"a\" => true, \"b\" => f.Delay > 0, _ => false }", "\"a\" switch", null)]
    [InlineData("string?", "null", "(low ?? \"\").Length > f.Delay", "default(string) ??", null)]
    [InlineData("bool", "true", "low switch { true => f.Delay > 1, false => f.Delay > 2 }", "true switch", null)]
    [InlineData("int", "3", "low switch { 1 => true, > 2 => f.Delay > 1, _ => false }", "__given1 switch", "3")]
    public void A_constant_is_a_value_of_the_type_of_its_parameter(string type, string argument, string lambda, string compiled, string? value)
    {
        foreach (string call in new[] { $"Outer({Read}, {argument})", $"Late({Read})" })
        {
            var run = JobRun.Compiles(JobRun.Job($"=> {call}{Write}", $$"""
                private static Stream<Flight> Late(Stream<Flight> s, {{type}} low = {{argument}}) => s.Where(f => {{lambda}});
                private static Stream<Flight> Outer(Stream<Flight> s, {{type}} low) => Late(s, low);
                private static int Of(int value) => value;
                private static int Of(byte value) => value;
                private static int OfNarrow(long value) => 1;
                private static int OfNarrow(byte value) => 2;
                """));
            Assert.Contains(compiled, run.Text("TestJob.Lambdas"), StringComparison.Ordinal);
            if (value is null) Assert.DoesNotContain("__given", run.Text("TestJob.Job"), StringComparison.Ordinal);
            else Assert.Contains($" __given1 = {value};", run.Text("TestJob.Job"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_constant_of_an_enum_is_no_part_of_a_text_at_compile_time() => Assert.Contains("$\"{__given2}\";",
        JobRun.Compiles(JobRun.Job($"=> Outer({Read}, DayOfWeek.Friday){Write}", """
            private static Stream<Flight> Late(Stream<Flight> s, string text) => s.Where(f => text.Length > f.Delay);
            private static Stream<Flight> Outer(Stream<Flight> s, DayOfWeek day) => Late(s, $"{day}");
            """)).Text("TestJob.Lambdas"), StringComparison.Ordinal);

    [Theory]
    [InlineData("Outer(" + Read + ", 1)", "new int[] { 1 }")]
    [InlineData("Outer(" + Read + ", 1, 2)", "new int[] { 1, 2 }")]
    [InlineData("Outer(ok: 1, s: " + Read + ")", "new int[] { 1 }")]
    [InlineData("Outer(ok: [1, 2], s: " + Read + ")", "[1, 2];")]
    [InlineData("Outer(" + Read + ", Two)", "Two;")]
    public void An_array_passed_on_stays_what_it_is(string call, string made)
    {
        string lambdas = JobRun.Compiles(JobRun.Job($"=> {call}.Where(f => true){Write}", """
            private static int[] Two => [1, 2];
            private static Stream<Flight> Inner<T>(Stream<Flight> s, params T[] ok) => s.Where(f => ok.Length > f.Delay);
            private static Stream<Flight> Outer<T>(Stream<Flight> s, params T[] ok) => Inner(s, ok);
            """)).Text("TestJob.Lambdas");
        Assert.Contains(made, lambdas, StringComparison.Ordinal);
        Assert.Contains("__given1.Length > f.Delay", lambdas, StringComparison.Ordinal);
        Assert.DoesNotContain("__giving2", lambdas, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_is_passed_as_it_is_may_be_any() => JobRun.Compiles(JobRun.Job($"=> Late({Read}, new List<int>()){Write}",
        "private static Stream<Flight> Late(Stream<Flight> s, params List<int> ok) => s.Where(f => ok.Count > f.Delay);"));

    [Fact]
    public void A_helper_may_be_partial()
    {
        string helpers = """
            private partial Stream<T> Late<T>(Stream<T> rows, Func<T, bool> keep, int low = 3) where T : unmanaged;
            private partial Stream<T> Late<T>(Stream<T> values, Func<T, bool> test, int least) where T : unmanaged => values.Where(v => test(v) && least > 0);
            """;
        Assert.Matches(@"__passed\d\(v\) && 3 > 0", JobRun.Compiles(JobRun.Job($"=> Late({Read}, keep: f => f.Delay > 3){Write}", helpers)).Text("TestJob.Lambdas"));
    }

    [Fact]
    public void Defaults_are_those_of_the_method_that_is_named_and_values_are_computed_in_the_order_of_the_arguments()
    {
        var run = JobRun.Compiles("""
            using Millrace.Connectors;
            namespace Shop;
            public abstract class Base
            {
                protected abstract Stream<Flight> Late(Stream<Flight> flights, int a, int b, int low = 3);
                protected Stream<Flight> Start(Stream<Flight> flights) => Late(b: First(), flights: flights, a: Second());
                internal static int First() => 1;
                internal static int Second() => 2;
            }
            [Job]
            public sealed partial class TestJob : Base
            {
                protected override Stream<Flight> Late(Stream<Flight> rows, int x, int y, int low = 7) => rows.Where(f => f.Delay > low && x > y);
                void Define(JobBuilder job) => Start(job.From(Csv.Read<Flight>("x"))).To(Csv.Write<Flight>("-"));
            }
            """);
        string lambdas = string.Join("\n", run.Result.GeneratedTrees.Select(tree => tree.ToString()));
        Assert.Contains("f.Delay > 3 && __given2 > __given1", lambdas, StringComparison.Ordinal);
        Assert.Matches(@"__giving1\(\) =>[^;]*First\(\);", lambdas);
    }

    [Fact]
    public void A_helper_that_is_called_often_is_checked_once()
    {
        var run = JobRun.Compiles(JobRun.Job($"=> Late(Late(Late({Read}))){Write}", "private static Stream<Flight> Late(Stream<Flight> s) => s.Where(f => f.Delay > 3);"));
        var job = run.Compilation.GetTypeByMetadataName("Shop.TestJob")!;
        var context = new Millrace.Generators.Jobs.Extract.ExtractContext(run.Compilation, job, default);
        var method = job.GetMembers("Late").Single().DeclaringSyntaxReferences.Single().GetSyntax();
        Assert.True(context.Enter(method) && context.Enter(method));
        Assert.Single(context.Methods);
    }
}
