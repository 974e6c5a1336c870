using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Millrace.CodeFixes;
using Millrace.Generators.Jobs;

namespace Millrace.Generators.Tests.Jobs;

/// <summary>An operator with state and without a name is a warning with a fix; two with one name are an error.</summary>
public class OperatorNameTests
{
    private const string Read = "job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Zero)";
    private const string Write = ".To(Rows.Discard<Flight>())";

    private const string Functions = """
        [Operator]
        public partial struct Latest : IKeyedProcessFunction<Flight, Utf8String, Flight>
        {
            [State] private ValueState<int> _last;
            public void Process(in Flight row, KeyedContext<Utf8String, Flight> context) => context.Collect(in row);
        }

        [Operator]
        public partial struct Pass : IKeyedProcessFunction<Flight, Utf8String, Flight>
        {
            public void Process(in Flight row, KeyedContext<Utf8String, Flight> context) => context.Collect(in row);
        }

        """;

    [Theory]
    [InlineData("Reduce", ".KeyBy(f => f.Origin).Reduce((a, b) => b)", "reduce")]
    [InlineData("Aggregate", ".KeyBy(f => f.Origin).Aggregate(g => new Total(g.Key, g.Count())).Select(t => default(Flight))", "total")]
    [InlineData("Aggregate", ".KeyBy(f => f.Origin).Aggregate(g => g.Count()).Select(t => default(Flight))", "aggregate")]
    [InlineData("Aggregate", ".KeyBy(f => f.Origin).Window(Tumbling.Every(Duration.Hours(1))).DropLate().Aggregate(g => new Total(g.Key, g.Count())).Select(t => default(Flight))", "total")]
    [InlineData("Reduce", ".WindowAll(Global.UntilEnd()).Reduce((a, b) => b)", "window-reduce")]
    [InlineData("Process", ".WindowAll(Global.UntilEnd()).Process((WindowRows<Flight, AllRows> all, Collector<Flight> to) => { foreach (ref readonly var f in all) to.Collect(f); })", "window-rows")]
    [InlineData("Distinct", ".Distinct()", "distinct")]
    [InlineData("KeepLast", ".KeyBy(f => f.Origin).KeepLast()", "keep-last")]
    [InlineData("TopN", ".KeyBy(f => f.Origin).Window(Global.UntilEnd()).TopN(2, f => f.Delay).Select(t => t.Row)", "top-n")]
    [InlineData("Process", ".KeyBy(f => f.Origin).Process(new Latest())", "flight")]
    public async Task An_operator_with_state_is_warned_of(string underlined, string operators, string suggested)
    {
        var (run, diagnostics) = await Analyze($"=> {Read}{operators}{Write};");
        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal(("MR3002", DiagnosticSeverity.Warning, underlined), (diagnostic.Id, diagnostic.Severity, run.Underlined(diagnostic)));
        Assert.EndsWith("/MR3002.md", diagnostic.Descriptor.HelpLinkUri, StringComparison.Ordinal);
        Assert.Equal(suggested, diagnostic.Properties["Name"]);
    }

    [Theory]
    [InlineData(".Where(f => f.Delay > 0).Select(f => f).Rebalance()")]
    [InlineData(".KeyBy(f => f.Origin).Process(new Pass())")]
    [InlineData(".Distinct().Named(\"once\")")]
    [InlineData(".KeyBy(f => f.Origin).Window(Global.UntilEnd()).TopN(2, f => f.Delay).Named(\"top\").Select(t => t.Row)")]
    [InlineData(".WindowAll(Global.UntilEnd()).Process((WindowRows<Flight, AllRows> all, Collector<Flight> to) => to.Collect(default)).Named(\"all\")")]
    [InlineData("\n#pragma warning disable MR3002\n.Distinct()\n#pragma warning restore MR3002\n")]
    public async Task What_has_a_name_or_no_state_or_a_pragma_is_not(string operators)
    {
        var (_, diagnostics) = await Analyze($"=> {Read}{operators}{Write};");
        Assert.Empty(diagnostics);
    }

    [Fact]
    public async Task A_join_is_warned_of_once()
    {
        var (run, diagnostics) = await Analyze($"{{ var f = {Read}; f.KeyBy(x => x.Origin).Join(f.KeyBy(x => x.Destination)).Within(Duration.Zero, Duration.Zero).Select((a, b) => a){Write}; }}");
        Assert.Equal(["Select"], diagnostics.Select(run.Underlined));
    }

    [Theory]
    [InlineData("f.Distinct().Named(\"a\")" + Write + "; f.KeyBy(x => x.Origin).KeepFirst().Named({0})" + Write)]
    [InlineData("f.Distinct().Named(\"a\")" + Write + ".Named({0})")]
    [InlineData("job.From(Csv.Read<Flight>(Input)).Named(\"a\")" + Write + "; f.Distinct().Named({0})" + Write)]
    public void A_name_is_for_one_operator(string statements)
    {
        const string again = "/* again */ \"a\"";
        var run = JobRun.Of(JobRun.Job($"{{ var f = {Read}; {string.Format(null, statements, again)}; }}"));
        var diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(("MR3003", "\"a\""), (diagnostic.Id, run.Underlined(diagnostic)));
        Assert.True(run.Underlined(diagnostic).Length > 0 && diagnostic.Location.SourceSpan.Start > 4);
        Assert.Contains(again, run.Compilation.SyntaxTrees.ElementAt(1).ToString()[(diagnostic.Location.SourceSpan.Start - 12)..], StringComparison.Ordinal);
    }

    [Fact]
    public void Operators_without_state_may_share_a_name_and_a_helper_used_twice_may_be_named_outside()
    {
        JobRun.Compiles(JobRun.Job($$"""
            {
                var flights = {{Read}};
                Once(flights.Where(f => f.Delay > 0).Named("late")).Named("late-once"){{Write}};
                Once(flights.Where(f => f.Delay > 9).Named("late")).Named("very-late-once"){{Write}};
            }
            """, "private static Stream<Flight> Once(Stream<Flight> rows) => rows.Distinct().Named(\"once\");"));
        var run = JobRun.Of(JobRun.Job($$"""{ var f = {{Read}}; Once(f){{Write}}; Once(f){{Write}}; }""", "private static Stream<Flight> Once(Stream<Flight> rows) => rows.Distinct().Named(\"once\");"));
        Assert.Equal(["MR3003"], run.Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public async Task The_fix_names_the_call_and_all_fixes_together_give_different_names()
    {
        string source = JobRun.Job("""
            => job
                    .From(Csv.Read<Flight>(Input))
                    .Distinct()
                    .KeyBy(f => f.Origin).Aggregate(g => new Total(
                        g.Key,
                        g.Count()))
                    .Distinct()
                    .To(Csv.Write<Total>("-"));
            """);
        var (_, diagnostics) = await Analyze(source, isFile: true);
        using var workspace = new AdhocWorkspace();
        var document = workspace.AddProject("App", LanguageNames.CSharp).AddDocument("File0.cs", SourceText.From(source));
        // From the end, so that places before it stay.
        foreach (var diagnostic in diagnostics.Reverse())
        {
            List<CodeAction> actions = [];
            await new NameOperatorFix().RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), default));
            var changed = Assert.IsType<ApplyChangesOperation>(Assert.Single(await Assert.Single(actions).GetOperationsAsync(default))).ChangedSolution;
            document = changed.GetDocument(document.Id)!;
        }
        string text = (await document.GetTextAsync()).ToString();
        Assert.Contains("""
                    .Distinct()
                    .Named("distinct")
                    .KeyBy(f => f.Origin).Aggregate(g => new Total(
                        g.Key,
                        g.Count())).Named("total")
                    .Distinct()
                    .Named("distinct-2")
                    .To(
            """.Replace("            ", "        ", StringComparison.Ordinal), text.Replace("            ", "        ", StringComparison.Ordinal), StringComparison.Ordinal);
        var (fixedRun, left) = await Analyze(text, isFile: true);
        Assert.Empty(left);
        Assert.Empty(fixedRun.Diagnostics);
    }

    [Fact]
    public async Task A_helper_that_is_called_twice_is_warned_of_once_and_no_constant_is_offered()
    {
        string source = JobRun.Job($$"""{ var f = {{Read}}; Once(f){{Write}}; Once(f){{Write}}; Other(f){{Write}}; }""",
            "private static Stream<Flight> Once(Stream<Flight> rows) => rows.Distinct(); private static Stream<Flight> Other(Stream<Flight> rows) => rows.KeyBy(f => f.Origin).KeepLast();");
        var (run, diagnostics) = await Analyze(source, isFile: true);
        Assert.Equal(["Distinct", "KeepLast"], diagnostics.Select(run.Underlined));
        Assert.False(diagnostics[0].Properties.ContainsKey("Name"));
        Assert.Contains("each call of this method passes the name", diagnostics[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal("keep-last", diagnostics[1].Properties["Name"]);
    }

    private static async Task<(GeneratorRun Run, IReadOnlyList<Diagnostic> Diagnostics)> Analyze(string define, bool isFile = false)
    {
        var run = JobRun.Of(isFile ? define : JobRun.Job(define) + Functions);
        var analysis = run.Output.WithAnalyzers([new JobAnalyzer()]);
        var diagnostics = await analysis.GetAnalyzerDiagnosticsAsync();
        return (run, [.. diagnostics.Where(diagnostic => diagnostic.Id == "MR3002").OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)]);
    }
}
