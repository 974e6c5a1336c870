using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Millrace.Generators.Jobs;

namespace Millrace.Generators.Tests.Jobs;

/// <summary>A window that does not say what becomes of late rows is a warning.</summary>
public class LateRowsTests
{
    private const string Keyed = "job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Zero).KeyBy(f => f.Origin)";
    private const string Count = ".Aggregate(g => new Total(g.Key, g.Count())).To(Csv.Write<Total>(\"-\"))";

    [Theory]
    [InlineData("Tumbling.Every(Duration.Hours(1))")]
    [InlineData("Sliding.Of(Duration.Hours(2), every: Duration.Hours(1))")]
    [InlineData("Cumulating.Of(Duration.Hours(2), Duration.Hours(1))")]
    [InlineData("Session.WithGap(Duration.Hours(1))")]
    public async Task Windows_by_event_time_are_warned_of(string window)
    {
        var (run, diagnostics) = await Analyze($"=> {Keyed}.Window({window}){Count};");
        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal(("MR3001", DiagnosticSeverity.Warning, "Window"), (diagnostic.Id, diagnostic.Severity, run.Underlined(diagnostic)));
        Assert.EndsWith("/MR3001.md", diagnostic.Descriptor.HelpLinkUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Window(Tumbling.Every(Duration.Hours(1))).DropLate()")]
    [InlineData("Window(Global.UntilEnd())")]
    [InlineData("Window(Tumbling.Count(3))")]
    [InlineData("Window(Sliding.Count(3, every: 2))")]
    public async Task Windows_that_say_it_and_windows_without_late_rows_are_not(string window)
    {
        var (_, diagnostics) = await Analyze($"=> {Keyed}.{window}{Count};");
        Assert.Empty(diagnostics);
    }

    [Fact]
    public async Task Each_window_is_warned_of_and_a_late_output_is_enough()
    {
        var (run, diagnostics) = await Analyze($$"""
            {
                var keyed = {{Keyed}};
                keyed.Window(Tumbling.Every(Duration.Hours(1))).LateOutput(out var late){{Count}};
                late.Select(l => l.Row).To(Csv.Write<Flight>("late"));
                keyed.Window(Tumbling.Every(Duration.Hours(2))){{Count}};
                {{Keyed.Replace("KeyBy(f => f.Origin)", "WindowAll(Tumbling.Every(Duration.Hours(2)))", StringComparison.Ordinal)}}.Aggregate(g => g.Count()).To(Rows.To<long>(n => { }));
            }
            """);
        Assert.Equal(["Window", "WindowAll"], diagnostics.Select(run.Underlined));
    }

    [Fact]
    public async Task A_pragma_silences_it()
    {
        var (_, diagnostics) = await Analyze($"=> {Keyed}\n#pragma warning disable MR3001\n.Window(Tumbling.Every(Duration.Hours(1))){Count};\n#pragma warning restore MR3001\n");
        Assert.Empty(diagnostics);
    }

    [Fact]
    public async Task A_job_with_mistakes_is_left_to_its_errors()
    {
        var (run, diagnostics) = await Analyze($"=> {Keyed}.Window(Tumbling.Every(Duration.Hours(1))).Aggregate(g => new Total(g.Key, g.GetHashCode())).To(Csv.Write<Total>(\"-\"));");
        Assert.Empty(diagnostics);
        Assert.Contains(run.Diagnostics, diagnostic => diagnostic.Id == "MR1009");
    }

    private static async Task<(GeneratorRun Run, IReadOnlyList<Diagnostic> Diagnostics)> Analyze(string define)
    {
        var run = JobRun.Of(JobRun.Job(define));
        var analysis = run.Output.WithAnalyzers([new JobAnalyzer()]);
        var diagnostics = await analysis.GetAnalyzerDiagnosticsAsync();
        return (run, [.. diagnostics.Where(diagnostic => diagnostic.Id == "MR3001").OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)]);
    }
}
