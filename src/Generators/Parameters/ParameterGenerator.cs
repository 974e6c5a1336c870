using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;

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
            .ReadTypes("Millrace.JobAttribute", ExtractStep, ParameterExtractor.Extract);
        var sources = extractions
            .Select(static (extraction, _) => extraction.Model)
            .Where(static model => model is not null)
            .Select(static (model, _) => new Source(model!.Type, model.Type.Replace("global::", "").Replace("@", ""), ParameterEmitter.Emit(model)))
            .WithTrackingName(EmitStep);
        var clashing = sources.Collect().Select(static (all, _) => HintNames.Clashing(all.Select(static source => (source.Type, source.Hint))));
        context.RegisterSourceOutput(sources.WhereSupported(context).Combine(clashing), static (output, pair) =>
            output.AddSource(HintNames.Unique(pair.Left.Type, pair.Left.Hint, pair.Right) + ".Parameters.g.cs", SourceText.From(pair.Left.Text, Encoding.UTF8)));
        context.RegisterSourceOutput(extractions.SelectMany(static (extraction, _) => extraction.Diagnostics).WhereSupported(context),
            static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
    }

    private sealed record Source(string Type, string Hint, string Text);
}
