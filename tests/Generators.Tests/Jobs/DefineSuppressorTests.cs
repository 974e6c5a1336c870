using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Millrace.Generators.Jobs;

namespace Millrace.Generators.Tests.Jobs;

/// <summary>The SDK's analyzers find <c>Define</c> unused, or think that it could be static.</summary>
public class DefineSuppressorTests
{
    [Theory]
    [InlineData("[Job] public sealed partial class J { void Define(JobBuilder job) { } }", true)]
    [InlineData("[Job] public sealed partial record J { void Define(JobBuilder job) { } }", true)]
    [InlineData("[Millrace.Job] public sealed partial record class J(int A) { void Define(JobBuilder job) { } }", true)]
    [InlineData("public sealed partial class J { void Define(JobBuilder job) { } }", false)]
    [InlineData("[Job] public sealed partial class J { void Describe(JobBuilder job) { } }", false)]
    public async Task Only_Define_of_a_job_is_spared(string job, bool isSpared)
    {
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: false, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true);
        var said = await GeneratorRun.Compile(LanguageVersion.Preview, job).WithAnalyzers([new Sdk(), new DefineSuppressor()], options).GetAllDiagnosticsAsync();
        Assert.Equal([("CA1822", isSpared), ("IDE0051", isSpared)],
            said.Where(diagnostic => diagnostic.Id is "CA1822" or "IDE0051").Select(diagnostic => (diagnostic.Id, diagnostic.IsSuppressed)).Order());
    }

    /// <summary>Says of every method what the SDK's analyzers say of <c>Define</c>.</summary>
#pragma warning disable RS1001, RS1036 // Runs in this test only.
    private sealed class Sdk : DiagnosticAnalyzer
    {
        private static readonly ImmutableArray<DiagnosticDescriptor> Rules =
            [.. new[] { "CA1822", "IDE0051" }.Select(id => new DiagnosticDescriptor(id, id, id, "Test", DiagnosticSeverity.Warning, isEnabledByDefault: true))];

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Rules;

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSyntaxNodeAction(static method =>
            {
                foreach (var rule in Rules) method.ReportDiagnostic(Diagnostic.Create(rule, ((MethodDeclarationSyntax)method.Node).Identifier.GetLocation()));
            }, SyntaxKind.MethodDeclaration);
        }
    }
}
