using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Jobs;
using Millrace.Generators.Jobs.Extract;

namespace Millrace.Generators.Tests.Jobs;

/// <summary>An edit costs what it touches: extraction runs again, and what comes out equal stops there.</summary>
public class IncrementalTests
{
    private const string Other = "public class Other { }";

    private static GeneratorRun Start() => GeneratorRun.Of([new JobGenerator()], EmissionTests.FlightDelays, Other, JobRun.Types);

    [Fact]
    public void An_edit_elsewhere_changes_nothing()
    {
        var run = Start();
        run.Edit(1, "public class Other { public int More; }");
        Assert.Equal([IncrementalStepRunReason.Unchanged], run.Reasons(JobGenerator.ExtractStep));
        Assert.All(new[] { JobGenerator.ModelStep, JobGenerator.PositionsStep, JobGenerator.PlanStep, JobGenerator.EmitStep },
            step => Assert.Equal([IncrementalStepRunReason.Cached], run.Reasons(step)));
    }

    [Fact]
    public void A_line_above_the_job_changes_only_the_emission()
    {
        var run = Start();
        run.Edit(0, "// A comment.\n" + EmissionTests.FlightDelays);
        Assert.Equal([IncrementalStepRunReason.Modified], run.Reasons(JobGenerator.ExtractStep));
        Assert.Equal([IncrementalStepRunReason.Unchanged], run.Reasons(JobGenerator.ModelStep));
        Assert.Equal([IncrementalStepRunReason.Modified], run.Reasons(JobGenerator.PositionsStep));
        Assert.Equal([IncrementalStepRunReason.Cached], run.Reasons(JobGenerator.PlanStep));
        Assert.Equal([IncrementalStepRunReason.Modified], run.Reasons(JobGenerator.EmitStep));
        Assert.Contains("#line (20, 26)", run.Text("FlightDelays.Lambdas"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_comment_below_changes_nothing()
    {
        var run = Start();
        run.Edit(0, EmissionTests.FlightDelays + "\n// A comment.");
        Assert.Equal([IncrementalStepRunReason.Unchanged], run.Reasons(JobGenerator.ExtractStep));
    }

    [Fact]
    public void A_field_of_another_type_in_another_file_is_a_new_model()
    {
        var run = Start();
        run.Edit(2, JobRun.Types.Replace("int Delay", "short Delay", StringComparison.Ordinal));
        Assert.Equal([IncrementalStepRunReason.Modified], run.Reasons(JobGenerator.ModelStep));
        Assert.Equal([IncrementalStepRunReason.Modified], run.Reasons(JobGenerator.PlanStep));
        Assert.Contains("ExtremeSlot<short", run.Text("FlightDelays.Job"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_a_compilation_is_kept()
    {
        var run = Start();
        foreach (var result in run.Result.Results)
        {
            foreach (string step in new[] { JobGenerator.ExtractStep, JobGenerator.ModelStep, JobGenerator.PositionsStep, JobGenerator.PlanStep, JobGenerator.EmitStep })
                Assert.All(result.TrackedSteps[step].SelectMany(runs => runs.Outputs), output => Retention.AssertFreeOfSymbols(output.Value));
        }
    }

    /// <summary>Counted in bytes, 3.8 times as many, which are the same on a busy machine. In time, on an idle core: 5 ms, where the C# compiler needs 4.</summary>
    [Fact]
    public void An_edit_costs_a_few_times_what_binding_the_class_does()
    {
        var compilation = Start().Compilation;
        long extraction = long.MaxValue, binding = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            var edit = CSharpSyntaxTree.ParseText($"public class Other{i};", (CSharpParseOptions)compilation.SyntaxTrees[0].Options);
            extraction = Least(extraction, compilation.AddSyntaxTrees(edit), (edited, job, declaration) =>
                Assert.True(JobExtractor.Extract(edited, declaration, job, default).Model.IsComplete));
            binding = Least(binding, compilation.AddSyntaxTrees(edit), (edited, _, declaration) =>
                edited.GetSemanticModel(declaration.SyntaxTree).GetDiagnostics(declaration.Span));
        }
        Assert.True(extraction < binding * 6, $"{extraction} bytes, binding alone {binding} bytes");
    }

    private static long Least(long best, Compilation compilation, Action<Compilation, INamedTypeSymbol, TypeDeclarationSyntax> work)
    {
        var job = compilation.GetTypeByMetadataName("Air.FlightDelays")!;
        var declaration = (TypeDeclarationSyntax)job.DeclaringSyntaxReferences[0].GetSyntax();
        long before = GC.GetAllocatedBytesForCurrentThread();
        work(compilation, job, declaration);
        return Math.Min(best, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
