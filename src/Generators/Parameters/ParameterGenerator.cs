using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Millrace.Generators.Parameters;

/// <summary>Gives <c>[Job]</c> classes their name, the list of their parameters, and a constructor from parameter values.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ParameterGenerator : IIncrementalGenerator
{
    internal const string ExtractStep = "parameters.extract";
    internal const string EmitStep = "parameters.emit";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var extractions = context.SyntaxProvider
            .ForAttributeWithMetadataName("Millrace.JobAttribute", static (node, _) => node is TypeDeclarationSyntax, ParameterExtractor.Extract)
            .WithTrackingName(ExtractStep);
        var sources = extractions
            .Select(static (extraction, _) => extraction.Model)
            .Where(static model => model is not null)
            .Select(static (model, _) => new Source(model!.Type.Replace("global::", "").Replace("@", "") + ".Parameters.g.cs", ParameterEmitter.Emit(model)))
            .WithTrackingName(EmitStep);
        context.RegisterSourceOutput(sources, static (output, source) => output.AddSource(source.FileName, SourceText.From(source.Text, Encoding.UTF8)));
        context.RegisterSourceOutput(extractions.SelectMany(static (extraction, _) => extraction.Diagnostics),
            static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
    }

    private sealed record Source(string FileName, string Text);
}
