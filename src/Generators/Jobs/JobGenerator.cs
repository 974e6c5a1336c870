using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Emit;
using Millrace.Generators.Jobs.Extract;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Jobs.Plan;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs;

/// <summary>Compiles <c>[Job]</c> classes: extract, plan, emit.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class JobGenerator : IIncrementalGenerator
{
    internal const string ExtractStep = "Job.Extract";
    internal const string ModelStep = "Job.Model";
    internal const string PositionsStep = "Job.Positions";
    internal const string PlanStep = "Job.Plan";
    internal const string EmitStep = "Job.Emit";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var jobs = context.SyntaxProvider.ReadTypes("Millrace.JobAttribute", ExtractStep, static (found, cancellation) => JobExtractor.Extract(
            found.SemanticModel.Compilation, (TypeDeclarationSyntax)found.TargetNode, (INamedTypeSymbol)found.TargetSymbol, cancellation));
        var positions = jobs.Select(static (job, _) => job.Positions).WithTrackingName(PositionsStep);
        var plans = jobs.Select(static (job, _) => job.Model).WithTrackingName(ModelStep)
            .Select(static (model, _) => (Model: model, Plan: Planner.Plan(model))).WithTrackingName(PlanStep);
        // Plans and positions come from one extraction each, so they belong together by their order.
        var emissions = plans.Collect().Combine(positions.Collect())
            .SelectMany(static (pair, _) => pair.Left.Zip(pair.Right, static (job, positions) => (job.Model, job.Plan, Positions: positions)))
            .WithTrackingName(EmitStep);

        context.RegisterSourceOutput(jobs.Select(static (job, _) => job.Diagnostics).WhereSupported(context), static (output, diagnostics) =>
        {
            foreach (var diagnostic in diagnostics) output.ReportDiagnostic(diagnostic.ToDiagnostic());
        });
        var clashing = plans.Select(static (job, _) => job.Model.Class).Collect().Select(static (all, _) => HintNames.Clashing(all.Select(static job => (job.FullName, Hint(job)))));
        context.RegisterSourceOutput(emissions.Where(static job => job.Model.Class.Headers.Count > 0).WhereSupported(context).Combine(clashing), static (output, pair) =>
        {
            var job = pair.Left;
            string hint = HintNames.Unique(job.Model.Class.FullName, Hint(job.Model.Class), pair.Right);
            output.AddSource($"{hint}.Job.g.cs", SourceText.From(JobEmitter.Emit(job.Model, job.Plan, job.Positions), Encoding.UTF8));
            for (int file = 0; file < job.Model.Files.Count; file++)
                output.AddSource($"{hint}.Lambdas{(file == 0 ? "" : $"{file + 1}")}.g.cs", SourceText.From(LambdaEmitter.Emit(job.Model, file, job.Positions), Encoding.UTF8));
        });
    }

    private static string Hint(ClassModel job)
    {
        var name = new StringBuilder(job.FullName.Replace("global::", ""));
        for (int i = 0; i < name.Length; i++)
        {
            if (!char.IsLetterOrDigit(name[i]) && name[i] is not ('.' or '_')) name[i] = '_';
        }
        return name.ToString();
    }
}
