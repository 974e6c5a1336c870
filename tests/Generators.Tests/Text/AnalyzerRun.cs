using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Millrace.Generators.Tests.Jobs;
using Millrace.Generators.Text;

namespace Millrace.Generators.Tests.Text;

/// <summary>Runs the analyzers of rows and text over code that compiles otherwise.</summary>
internal static class AnalyzerRun
{
    /// <summary>Ids of all diagnostics, of the compiler and the generators too, with the text that each underlines.</summary>
    public static async Task<(string Id, string Text)[]> Of(string file) => [.. (await Diagnose(file)).Select(found => (found.Diagnostic.Id, found.Text))];

    /// <summary>All diagnostics, in order.</summary>
    public static async Task<(Diagnostic Diagnostic, string Text)[]> Diagnose(string file)
    {
        var run = JobRun.Of(file);
        var found = await run.Output.WithAnalyzers([new LeavingRowsAnalyzer(), new KeptTextAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        var all = found.Concat(run.Diagnostics).Concat(run.Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return [.. all.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).Select(diagnostic => (diagnostic, run.Underlined(diagnostic)))];
    }
}
