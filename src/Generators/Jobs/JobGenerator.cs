using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Millrace.Generators.Jobs.Emit;
using Millrace.Generators.Jobs.Extract;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Jobs.Plan;

namespace Millrace.Generators.Jobs;

/// <summary>Compiles <c>[Job]</c> classes: extract, plan, emit.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class JobGenerator : IIncrementalGenerator
{
    internal const string ExtractStep = "Job.Extract";
    internal const string ModelStep = "Job.Model";
    internal const string LambdasStep = "Job.Lambdas";
    internal const string PlanStep = "Job.Plan";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var jobs = context.SyntaxProvider.ForAttributeWithMetadataName("Millrace.JobAttribute",
                static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
                static (found, cancellation) => JobExtractor.Extract(
                    found.SemanticModel.Compilation, (TypeDeclarationSyntax)found.TargetNode, (INamedTypeSymbol)found.TargetSymbol, cancellation))
            .WithTrackingName(ExtractStep);
        var models = jobs.Select(static (job, _) => job.Model).WithTrackingName(ModelStep);
        var lambdas = jobs.Select(static (job, _) => (job.Model, job.Positions)).WithTrackingName(LambdasStep);
        var plans = models.Select(static (model, _) => (Model: model, Plan: Planner.Plan(model))).WithTrackingName(PlanStep);

        context.RegisterSourceOutput(jobs.Select(static (job, _) => job.Diagnostics), static (output, diagnostics) =>
        {
            foreach (var diagnostic in diagnostics) output.ReportDiagnostic(diagnostic.ToDiagnostic());
        });
        context.RegisterSourceOutput(plans.Where(static plan => plan.Model.Class.Headers.Count > 0), static (output, plan) =>
            output.AddSource(HintName(plan.Model.Class, "Job"), SourceText.From(JobEmitter.Emit(plan.Model, plan.Plan), Encoding.UTF8)));
        context.RegisterSourceOutput(lambdas, static (output, job) =>
        {
            for (int file = 0; file < job.Model.Files.Count; file++)
                output.AddSource(HintName(job.Model.Class, file == 0 ? "Lambdas" : $"Lambdas{file + 1}"), SourceText.From(LambdaEmitter.Emit(job.Model, file, job.Positions), Encoding.UTF8));
        });
    }

    private static string HintName(ClassModel job, string part)
    {
        var name = new StringBuilder(job.FullName.Replace("global::", ""));
        for (int i = 0; i < name.Length; i++)
        {
            if (!char.IsLetterOrDigit(name[i]) && name[i] is not ('.' or '_')) name[i] = '_';
        }
        return $"{name}.{part}.g.cs";
    }
}
