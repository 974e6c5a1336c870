using Millrace.Generators.Tests.Jobs;

namespace Millrace.Generators.Tests.Operators;

/// <summary>Functions in jobs: each mistake is one error, and functions may stand wherever a job can see them.</summary>
public class FunctionJobTests
{
    private const string Read = "job.From(Csv.Read<Flight>(Input))";
    private const string Keyed = Read + ".KeyBy(f => f.Origin)";
    private const string Write = ".To(Csv.Write<Flight>(\"-\"))";

    private const string Functions = """
        using Millrace.Connectors;
        namespace Shop;

        [Operator]
        public partial struct Validate : IProcessFunction<Flight, Flight>
        {
            public static readonly SideOutput<Flight> Rejected = new("rejected");
            public void Process(in Flight row, ProcessContext<Flight> context) => context.Output(Rejected, row);
        }

        [Operator]
        public partial struct Pass : IKeyedProcessFunction<Flight, Utf8String, Flight>
        {
            [State] private ValueState<int> _count;
            public void Process(in Flight row, KeyedContext<Utf8String, Flight> context) => _count.Value++;
        }

        [Operator]
        public partial struct Later : IKeyedProcessFunction<Flight, Utf8String, Flight>, ITimerFunction<Utf8String, Flight>
        {
            [State] private EventTimer _due;
            public void Process(in Flight row, KeyedContext<Utf8String, Flight> context) => _due.Set(row.Date);
            public void OnTimer(Timestamp time, KeyedContext<Utf8String, Flight> context) { }
        }

        public class Managed : IKeyedProcessFunction<Flight, Utf8String, Flight>
        {
            public void Process(in Flight row, KeyedContext<Utf8String, Flight> context) { }
        }
        """;

    [Theory]
    [InlineData("MR1060", "Process", "{ " + Read + ".Process(new Validate())" + Write + "; }")]
    [InlineData("MR1061", "SideOutput", "{ " + Read + ".SideOutput(Validate.Rejected)" + Write + "; }")]
    [InlineData("MR1061", "SideOutput", "{ var valid = " + Read + ".Process(new Validate()); valid" + Write + "; valid.SideOutput(Validate.Rejected)" + Write + "; valid.Where(f => f.Delay > 0).SideOutput(Validate.Rejected)" + Write + "; }")]
    [InlineData("MR1062", "new SideOutput<Flight>(\"x\")", "{ " + Read + ".Process(new Plain()).SideOutput(new SideOutput<Flight>(\"x\"))" + Write + "; }")]
    [InlineData("MR1063", "new Managed()", "{ " + Keyed + ".Process(new Managed())" + Write + "; }")]
    [InlineData("MR1063", "Boxed", "{ " + Keyed + ".Process(Boxed)" + Write + "; }")]
    [InlineData("MR1064", "Process", "{ " + Keyed + ".Process(new Later())" + Write + "; }")]
    public void A_mistake_is_one_error(string id, string underlined, string define)
    {
        const string plain = "[Operator] public partial struct Plain : IProcessFunction<Flight, Flight> { public void Process(in Flight row, ProcessContext<Flight> context) { } }";
        var run = JobRun.Of(JobRun.Job(define, "private readonly IKeyedProcessFunction<Flight, Utf8String, Flight> Boxed = new Pass();") + plain, Functions);
        Assert.True(run.Diagnostics.Length == 1, string.Join("\n", run.Diagnostics));
        Assert.Equal(id, run.Diagnostics[0].Id);
        Assert.Equal(underlined, run.Underlined(run.Diagnostics[0]));
        Assert.Equal("", string.Join("\n", JobRun.Complaints(run)));
    }

    [Theory]
    [InlineData("MR3020", "[Operator] public struct Wrong : KEYED { PROCESS }")]
    [InlineData("MR3020", "[Operator] public readonly partial struct Wrong : KEYED { PROCESS }")]
    [InlineData("MR3021", "[Operator] public partial struct Wrong : KEYED, IProcessFunction<int, int> { PROCESS public void Process(in int row, ProcessContext<int> context) { } }")]
    [InlineData("MR3022", "[Operator] public partial struct Wrong : KEYED { [State] private int _x; PROCESS }")]
    [InlineData("MR3023", "[Operator] public partial struct Wrong : KEYED { [State] private ListState<nint> _x; PROCESS }")]
    [InlineData("MR3025", "[Operator] public partial struct Wrong : KEYED { [State] private ProcessingTimer _x; PROCESS }")]
    public void A_mistake_in_a_function_is_not_reported_again_by_its_job(string id, string function)
    {
        var run = JobRun.Of(JobRun.Job("=> " + Keyed + ".Process(new Wrong())" + Write + ";"), Source(function));
        Assert.Equal([id], run.Diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.Equal("", string.Join("\n", JobRun.Complaints(run)));
    }

    [Theory]
    [InlineData("[Operator] public partial struct Wrong : KEYED { [State] private ValueState<Missing> _x; PROCESS }")]
    [InlineData("[Operator] public partial struct Wrong : KEYED, ITimerFunction<Missing, Flight> { [State] private ProcessingTimer _x; PROCESS public void OnTimer(Timestamp time, KeyedContext<Utf8String, Flight> context) { } }")]
    [InlineData("[Operator] public partial struct Wrong : KEYED, Missing<int> { PROCESS }")]
    [InlineData("[Operator] public partial struct Wrong : IKeyedProcessFunction<Flight, Utf8String, Missing> { public void Process(in Flight row, KeyedContext<Utf8String, Missing> context) { } }")]
    public void What_the_compiler_says_is_not_said_again(string function)
    {
        var run = JobRun.Of(JobRun.Job("=> " + Keyed + ".Process(new Wrong())" + Write + ";"), Source(function));
        Assert.Empty(run.Diagnostics);
        Assert.All(JobRun.Complaints(run), complaint => Assert.StartsWith("File", complaint, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("private")]
    [InlineData("internal")]
    [InlineData("public")]
    public void A_function_may_stand_in_its_job(string access) => JobRun.Compiles(JobRun.Job(
        "{ var passed = " + Keyed + ".Process(new Inner(2)); passed" + Write + "; passed.SideOutput(Inner.More)" + Write + "; }",
        access + " partial struct Inner(int limit) : IKeyedProcessFunction<Flight, Utf8String, Flight> { internal static readonly SideOutput<Flight> More = new(\"more\"); [State] private ValueState<Count> _count; "
            + "public void Process(in Flight row, KeyedContext<Utf8String, Flight> context) { if (_count.Value.Value > limit) context.Collect(row); } } "
            + "[Record] private readonly partial record struct Count(int Value);").Replace(access + " partial struct", "[Operator] " + access + " partial struct", StringComparison.Ordinal));

    [Fact]
    public void What_a_function_hides_in_itself_can_be_its_state() => JobRun.Compiles(JobRun.Job("=> " + Keyed + ".Process(new Hiding())" + Write + ";"), Source("""
        [Operator]
        public partial struct Hiding : KEYED
        {
            [Record]
            private readonly partial record struct Count(int Value);

            private enum Color { Red }

            private struct Largest : IReducer<long> { public static long Reduce(in long first, in long second) => Math.Max(first, second); }

            [State] private ValueState<Count> _count;
            [State] private MapState<Color, (Count, int)> _counts;
            [State] private ReducingState<long, Largest> _largest;
            PROCESS
        }
        """));

    [Fact]
    public void A_function_needs_no_namespace() => JobRun.Compiles(
        "using Millrace.Connectors; [Job] public sealed partial class J { void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).KeyBy(f => f.Origin).Process(new Bare())" + Write + "; }",
        "[Operator] internal partial struct Bare : IKeyedProcessFunction<Flight, Utf8String, Flight> { [State] private ValueState<int> @int; public void Process(in Flight row, KeyedContext<Utf8String, Flight> context) => @int.Value++; }");

    private static string Source(string function) => "namespace Shop;\n" + function
        .Replace("KEYED", "IKeyedProcessFunction<Flight, Utf8String, Flight>", StringComparison.Ordinal)
        .Replace("PROCESS", "public void Process(in Flight row, KeyedContext<Utf8String, Flight> context) { }", StringComparison.Ordinal);
}
