using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Jobs;

namespace Millrace.Generators.Infrastructure;

/// <summary>Says once, at the first type that needs generated code, that the project's C# is too old for it.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class LanguageGenerator : IIncrementalGenerator
{
    private static readonly string[] Marks = ["Millrace.JobAttribute", "Millrace.RecordAttribute", "Millrace.OperatorAttribute"];

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var places = Marks.Select(mark => context.SyntaxProvider.ForAttributeWithMetadataName(mark, static (node, _) => node is TypeDeclarationSyntax,
            static (found, _) => DiagnosticInfo.Create(JobDiagnostics.OldLanguage, ((TypeDeclarationSyntax)found.TargetNode).Identifier.GetLocation())).Collect()).ToList();
        var all = places[0].Combine(places[1]).Combine(places[2]).Combine(Language.TooOld(context));
        context.RegisterSourceOutput(all, static (output, found) =>
        {
            var (((jobs, records), operators), version) = found;
            var first = jobs.Concat(records).Concat(operators).OrderBy(place => place.Path, StringComparer.Ordinal).ThenBy(place => place.Span.Start).FirstOrDefault();
            if (version is not null && first is not null) output.ReportDiagnostic((first with { Arguments = new([version]) }).ToDiagnostic());
        });
    }
}
