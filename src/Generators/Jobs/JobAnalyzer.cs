using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Millrace.Generators.Jobs.Extract;

namespace Millrace.Generators.Jobs;

/// <summary>Warns of what a job had better say: what becomes of late rows, and names of operators with state. Reports a job that uses what another generator makes.</summary>
/// <remarks>An analyzer, with the generator's eyes: a warning of a generator cannot be silenced by a <c>#pragma</c>.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class JobAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [JobDiagnostics.LateRowsUnsaid, JobDiagnostics.Unnamed, JobDiagnostics.MadeByAnother, JobDiagnostics.Internal];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var job = (INamedTypeSymbol)context.Symbol;
        var mark = job.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == "Millrace.JobAttribute");
        var declaration = mark?.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).FirstAncestorOrSelf<TypeDeclarationSyntax>();
        if (declaration is null) return;
        var (unseen, warnings) = JobExtractor.Review(context.Compilation, declaration, job, context.CancellationToken);
        if (unseen is not null) context.ReportDiagnostic(unseen);
        foreach (var warning in warnings)
        {
            var properties = ImmutableDictionary<string, string?>.Empty;
            if (warning.Name is not null) properties = properties.Add("Name", warning.Name);
            context.ReportDiagnostic(Diagnostic.Create(warning.Descriptor, warning.Place.GetLocation(), properties, [.. warning.Arguments]));
        }
    }
}
