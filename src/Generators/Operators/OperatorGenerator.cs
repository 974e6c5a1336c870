using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Millrace.Generators.Operators;

/// <summary>Completes <c>[Operator]</c> structs: the layout of their state.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class OperatorGenerator : IIncrementalGenerator
{
    internal const string ExtractStep = "Operator.Extract";
    internal const string ModelStep = "Operator.Model";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var extractions = context.SyntaxProvider
            .ForAttributeWithMetadataName("Millrace.OperatorAttribute", static (node, _) => node is TypeDeclarationSyntax, OperatorExtractor.Extract)
            .WithTrackingName(ExtractStep);
        var models = extractions.Select(static (extraction, _) => extraction.Model).WithTrackingName(ModelStep);
        context.RegisterSourceOutput(models, static (output, model) =>
        {
            if (model is not null) output.AddSource(FileName(model), SourceText.From(OperatorEmitter.Emit(model), Encoding.UTF8));
        });
        context.RegisterSourceOutput(extractions.SelectMany(static (extraction, _) => extraction.Diagnostics),
            static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
    }

    private static string FileName(OperatorModel model) => model.FullName.Replace("global::", "").Replace('@', '_') + ".Operator.g.cs";
}
