using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;

namespace Millrace.Generators.Records;

/// <summary>Completes <c>[Record]</c> types: row members, codecs and schema.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class RecordGenerator : IIncrementalGenerator
{
    internal const string ExtractStep = "record.extract";
    internal const string ModelStep = "record.model";
    internal const string EmitStep = "record.emit";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var extractions = context.SyntaxProvider
            .ReadTypes("Millrace.RecordAttribute", ExtractStep, RecordExtractor.Extract);

        // Diagnostics hold positions, which move with every edit above them; the model does not, so its text stays cached.
        var sources = extractions
            .Select(static (extraction, _) => extraction.Model)
            .WithTrackingName(ModelStep)
            .Where(static model => model.Output != RecordOutput.Nothing)
            .Select(static (model, _) => new Source(model.Row.Name, model.Hint, Emit(model)))
            .WithTrackingName(EmitStep);
        var clashing = sources.Collect().Select(static (all, _) => HintNames.Clashing(all.Select(static source => (source.Type, source.Hint))));
        context.RegisterSourceOutput(sources.WhereSupported(context).Combine(clashing), static (output, pair) =>
            output.AddSource(HintNames.Unique(pair.Left.Type, pair.Left.Hint, pair.Right) + ".Record.g.cs", SourceText.From(pair.Left.Text, Encoding.UTF8)));

        context.RegisterSourceOutput(extractions.SelectMany(static (extraction, _) => extraction.Diagnostics).WhereSupported(context),
            static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
    }

    private static string Emit(RecordModel model)
    {
        var code = new CodeWriter();
        string contracts = model.Output == RecordOutput.Unread ? "" : RecordEmitter.Bases(model.Row, RecordParts.All);
        using (code.Half(model.Namespace, model.Headers, contracts))
        {
            if (model.Output == RecordOutput.Unread) code.Line($"private const string {RecordAnalyzer.Marker} = {CsvEmitter.Literal(model.Unread)};");
            else if (model.Output == RecordOutput.Complete)
            {
                RecordEmitter.Members(code, model.Row, RecordParts.All);
                RecordEmitter.Tuples(code, model.Row.Fields.Select(field => field.Type));
            }
            else SkeletonEmitter.Members(code, model.Row);
        }
        return code.ToString();
    }

    private sealed record Source(string Type, string Hint, string Text);
}
