using Microsoft.CodeAnalysis;
using Millrace.Generators.Jobs;
using Millrace.Generators.Operators;
using Millrace.Generators.Records;
using Millrace.Generators.Tests.Jobs;

namespace Millrace.Generators.Tests.Operators;

public class OperatorDiagnosticTests
{
    private const string Types = """

        public struct Loose { public int A; }
        public readonly struct Text : IReducer<string> { public static string Reduce(in string first, in string second) => first; }
        public readonly struct Sum : IAggregate<int, long, long>
        {
            public long Create() => 0;
            public void Add(ref long acc, in int value) => acc += value;
            public void Merge(ref long acc, in long other) => acc += other;
            public long Result(in long acc) => acc;
        }
        """;

    [Theory]
    [InlineData("MR3020", "A", "must be a 'partial struct'", "[Operator] public struct A : IProcessFunction<int, int> { PROCESS }")]
    [InlineData("MR3020", "A", "not readonly", "[Operator] public readonly partial struct A : IProcessFunction<int, int> { PROCESS }")]
    [InlineData("MR3020", "A", "ref", "[Operator] public ref partial struct A : IProcessFunction<int, int> { PROCESS }")]
    [InlineData("MR3020", "A", "generic", "[Operator] public partial struct A<T> : IProcessFunction<int, int> { PROCESS }")]
    [InlineData("MR3020", "A", "file-local", "[Operator] file partial struct A : IProcessFunction<int, int> { PROCESS }")]
    [InlineData("MR3020", "A", "types around it partial", "public class Outer { [Operator] public partial struct A : IProcessFunction<int, int> { PROCESS } }")]
    [InlineData("MR3020", "A", "generic", "public partial class Outer<T> { [Operator] public partial struct A : IProcessFunction<int, int> { PROCESS } }")]
    [InlineData("MR3021", "A", "exactly one", "[Operator] public partial struct A { }")]
    [InlineData("MR3021", "A", "exactly one", "[Operator] public partial struct A : IProcessFunction<int, int>, IProcessFunction<long, int> { PROCESS public void Process(in long row, ProcessContext<int> context) { } }")]
    [InlineData("MR3022", "_b", "is a 'int'", "[Operator] public partial struct A : KEYED { [State] private int _b; KEYEDPROCESS }")]
    [InlineData("MR3022", "_b", "static", "[Operator] public partial struct A : KEYED { [State] private static ValueState<int> _b; KEYEDPROCESS }")]
    [InlineData("MR3022", "_b", "readonly", "[Operator] public partial struct A : KEYED { [State] private readonly ValueState<int> _b; KEYEDPROCESS }")]
    [InlineData("MR3022", "_b", "AggregatingState", "[Operator] public partial struct A : KEYED { [State] private AggregatingState<long, long, Sum> _b; KEYEDPROCESS }")]
    [InlineData("MR3023", "_b", "'Loose'", "[Operator] public partial struct A : KEYED { [State] private ValueState<Loose> _b; KEYEDPROCESS }")]
    [InlineData("MR3023", "_b", "'string'", "[Operator] public partial struct A : KEYED { [State] private MapState<int, string> _b; KEYEDPROCESS }")]
    [InlineData("MR3023", "_b", "'(int, Loose)'", "[Operator] public partial struct A : KEYED { [State] private ListState<(int, Loose)> _b; KEYEDPROCESS }")]
    [InlineData("MR3024", "_b", "IKeyedProcessFunction", "[Operator] public partial struct A : IProcessFunction<int, int> { [State] private ValueState<int> _b; PROCESS }")]
    [InlineData("MR3024", "_b", "IKeyedProcessFunction", "[Operator] public partial struct A : IProcessFunction<int, int> { [State] private EventTimer _b; PROCESS }")]
    [InlineData("MR3025", "_b", "ITimerFunction<long, int>", "[Operator] public partial struct A : KEYED { [State] private EventTimer _b; KEYEDPROCESS }")]
    [InlineData("MR3025", "_b", "ITimerFunction<long, int>", "[Operator] public partial struct A : KEYED, ITimerFunction<int, int> { [State] private ProcessingTimer _b; KEYEDPROCESS public void OnTimer(Timestamp time, KeyedContext<int, int> context) { } }")]
    [InlineData("MR3026", "A", "more than 48", "[Operator] public partial struct A : KEYED { FIELDS KEYEDPROCESS }")]
    [InlineData("MR3026", "A", "15 timers", "[Operator] public partial struct A : KEYED, ITimerFunction<long, int> { TIMERS KEYEDPROCESS public void OnTimer(Timestamp time, KeyedContext<long, int> context) { } }")]
    [InlineData("MR3027", "_b", "mark it", "[Operator] public partial struct A : KEYED { private ValueState<int> _b; KEYEDPROCESS }")]
    [InlineData("MR3010", "_b", "once it has fired", "[Operator] public partial struct A : KEYED, ITimerFunction<long, int> { [State(Expires = true)] private EventTimer _b; KEYEDPROCESS public void OnTimer(Timestamp time, KeyedContext<long, int> context) { } }")]
    [InlineData("MR3010", "_b", "belongs to no key", "[Operator] public partial struct A : IBroadcastFunction<int, int, long, int> { [State(Expires = true)] private BroadcastState<int, int> _b; KEYEDPROCESS public void ProcessBroadcast(in int row, ProcessContext<int> context) { } }")]
    [InlineData("MR3028", "_b", "IBroadcastFunction", "[Operator] public partial struct A : KEYED { [State] private BroadcastState<int, int> _b; KEYEDPROCESS }")]
    public void One_mistake_is_one_error(string id, string underlined, string fix, string source)
    {
        var run = Of(source);
        var diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(underlined, run.Underlined(diagnostic));
        Assert.Contains(fix, diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.EndsWith($"/docs/diagnostics/{id}.md", diagnostic.Descriptor.HelpLinkUri, StringComparison.Ordinal);
        Assert.Equal("", string.Join("\n", JobRun.Complaints(run)));
    }

    [Theory]
    [InlineData("CS0246", "[Operator] public partial struct A : IKeyedProcessFunction<Missing, long, int> { KEYEDPROCESS }")]
    [InlineData("CS0246", "[Operator] public partial struct A : IKeyedProcessFunctions<int, long, int> { KEYEDPROCESS }")]
    [InlineData("CS0246", "[Operator] public partial struct A : KEYED { [State] private ValueState<Missing> _b; KEYEDPROCESS }")]
    [InlineData("CS0246", "[Operator] public partial struct A : KEYED { [State] private ValueState<(int, Missing)> _b; KEYEDPROCESS }")]
    [InlineData("CS0246", "[Operator] public partial struct A : KEYED { [State] private ListState<List<Missing>> _b; KEYEDPROCESS }")]
    [InlineData("CS0246", "[Operator] public partial struct A : KEYED { [State] private AggregatingState<int, long, Missing> _b; KEYEDPROCESS }")]
    [InlineData("CS0246", "[Operator] public partial struct A : KEYED { [State] private Valuestate<int> _b; KEYEDPROCESS }")]
    [InlineData("CS0305", "[Operator] public partial struct A : KEYED { [State] private ValueState _b; KEYEDPROCESS }")]
    [InlineData("CS0592", "[Operator] public partial class A { }")]
    [InlineData("CS0535", "[Operator] public partial struct A : KEYED { [State] private ValueState<int> _b; }")]
    [InlineData("CS0246", "[Operator] public partial struct A : KEYED, ITimerFunction<Missing, int> { [State] private EventTimer _b; KEYEDPROCESS public void OnTimer(Timestamp time, KeyedContext<long, int> context) { } }")]
    [InlineData("CS0246", "[Operator] public partial struct A : KEYED, IOperatorLifecycles { KEYEDPROCESS }")]
    [InlineData("CS0315", "[Operator] public partial struct A : KEYED { [State] private ReducingState<int, Sum> _b; KEYEDPROCESS }")]
    public void What_the_compiler_says_is_not_said_again(string id, string source)
    {
        var run = Of(source);
        Assert.Empty(run.Diagnostics);
        Assert.All(run.Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error),
            diagnostic => Assert.True(diagnostic.Location.SourceTree!.FilePath.StartsWith("File", StringComparison.Ordinal), diagnostic.ToString()));
        Assert.Contains(run.Output.GetDiagnostics(), diagnostic => diagnostic.Id == id);
    }

    [Fact]
    public void A_record_that_is_wrong_is_not_said_to_be_so_by_state()
    {
        var run = Of("[Record] public readonly partial record struct Bad(string Text); [Operator] public partial struct A : KEYED { [State] private ValueState<Bad> _b; KEYEDPROCESS }");
        Assert.Equal(["MR2001"], run.Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public void Every_diagnostic_has_a_help_page()
    {
        string docs = Path.Combine(Root(), "docs", "diagnostics");
        foreach (var field in typeof(OperatorDiagnostics).GetFields().Concat(typeof(JobDiagnostics).GetFields()))
        {
            var descriptor = (DiagnosticDescriptor)field.GetValue(null)!;
            string page = Path.Combine(docs, descriptor.Id + ".md");
            Assert.True(File.Exists(page), $"There is no {page}.");
            Assert.StartsWith($"# {descriptor.Id}: {descriptor.Title}", File.ReadAllText(page), StringComparison.Ordinal);
        }
    }

    private static GeneratorRun Of(string source) => GeneratorRun.Of([new OperatorGenerator(), new RecordGenerator()], source
        .Replace("KEYEDPROCESS", "public void Process(in int row, KeyedContext<long, int> context) { }", StringComparison.Ordinal)
        .Replace("PROCESS", "public void Process(in int row, ProcessContext<int> context) { }", StringComparison.Ordinal)
        .Replace("KEYED", "IKeyedProcessFunction<int, long, int>", StringComparison.Ordinal)
        .Replace("FIELDS", string.Concat(Enumerable.Range(0, 49).Select(i => $"[State] private ValueState<int> _f{i}; ")), StringComparison.Ordinal)
        .Replace("TIMERS", string.Concat(Enumerable.Range(0, 16).Select(i => $"[State] private EventTimer _t{i}; ")), StringComparison.Ordinal) + Types);

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
