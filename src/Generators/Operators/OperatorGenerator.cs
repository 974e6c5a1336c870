using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;

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
            .ReadTypes("Millrace.OperatorAttribute", ExtractStep, OperatorExtractor.Extract);
        var models = extractions.Select(static (extraction, _) => extraction.Model).WithTrackingName(ModelStep);
        var clashing = models.Collect().Select(static (all, _) => HintNames.Clashing(all.Where(static model => model is not null).Select(static model => (model!.FullName, Hint(model)))));
        context.RegisterSourceOutput(models.WhereSupported(context).Combine(clashing), static (output, pair) =>
        {
            if (pair.Left is { } model) output.AddSource(HintNames.Unique(model.FullName, Hint(model), pair.Right) + ".Operator.g.cs", SourceText.From(OperatorEmitter.Emit(model), Encoding.UTF8));
        });
        context.RegisterSourceOutput(context.SyntaxProvider.ForAttributeWithMetadataName("Millrace.StateAttribute", static (node, _) => node is VariableDeclaratorSyntax, static (found, _) => OperatorExtractor.Unbound(found.TargetSymbol))
            .Where(static unbound => unbound is not null).WhereSupported(context), static (output, diagnostic) => output.ReportDiagnostic(diagnostic!.ToDiagnostic()));
        context.RegisterSourceOutput(extractions.SelectMany(static (extraction, _) => extraction.Diagnostics).WhereSupported(context),
            static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
    }

    private static string Hint(OperatorModel model) => model.FullName.Replace("global::", "").Replace('@', '_');
}
