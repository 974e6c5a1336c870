using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Millrace.Generators.Jobs;

namespace Millrace.Generators.Tests;

/// <summary>What a build says: all generators and analyzers of the package, and the C# compiler, over the user's files and the generated ones.</summary>
/// <param name="Errors">All errors, whoever says them.</param>
/// <param name="Warnings">All warnings of the package.</param>
/// <param name="Exceptions">Exceptions of generators and analyzers.</param>
/// <param name="Generated">The generated files.</param>
internal sealed record WholeBuild(IReadOnlyList<Diagnostic> Errors, IReadOnlyList<Diagnostic> Warnings, IReadOnlyList<string> Exceptions, IReadOnlyList<SyntaxTree> Generated)
{
    private static readonly ImmutableArray<Type> Parts = [.. typeof(JobGenerator).Assembly.GetTypes().Where(type => !type.IsAbstract)];

    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
        [.. Parts.Where(type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null).Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    /// <summary>A driver of all generators.</summary>
    /// <param name="options">Options of the files.</param>
    /// <param name="others">Generators that the project has besides.</param>
    public static GeneratorDriver Driver(CSharpParseOptions options, params IIncrementalGenerator[] others) => CSharpGeneratorDriver.Create(
        Parts.Where(type => type.GetCustomAttribute<GeneratorAttribute>() is not null).Select(type => (IIncrementalGenerator)Activator.CreateInstance(type)!)
            .Concat(others).Select(generator => generator.AsSourceGenerator()), parseOptions: options);

    /// <summary>Builds.</summary>
    /// <param name="compilation">The user's files.</param>
    /// <param name="driver">The generators, which may have seen an earlier version of the files.</param>
    public static WholeBuild Of(CSharpCompilation compilation, GeneratorDriver driver) => Of(compilation, driver, static (_, _) => true, null);

    /// <summary>Builds what an edit has changed: the edited file, and all others unless their build depends on nothing new.</summary>
    /// <param name="compilation">The user's files.</param>
    /// <param name="driver">The generators, which have seen the files before the edit.</param>
    /// <param name="edited">The file.</param>
    /// <param name="isNew">Whether generated files have not been built so before, given what they say.</param>
    public static WholeBuild OfEdit(CSharpCompilation compilation, GeneratorDriver driver, SyntaxTree edited, Func<IEnumerable<SyntaxTree>, bool> isNew) => Of(compilation, driver, (_, generated) => isNew(generated), edited);

    private static WholeBuild Of(CSharpCompilation compilation, GeneratorDriver driver, Func<Compilation, IEnumerable<SyntaxTree>, bool> isWhole, SyntaxTree? edited)
    {
        var ran = driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out _).GetRunResult();
        var exceptions = new ConcurrentQueue<string>(ran.Results.Where(result => result.Exception is not null).Select(result => result.Exception!.ToString()));
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), (exception, analyzer, _) => exceptions.Enqueue($"{analyzer}: {exception}"), concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        var analyzed = output.WithAnalyzers(Analyzers, options);
        var said = isWhole(output, ran.GeneratedTrees) ? analyzed.GetAllDiagnosticsAsync(default).GetAwaiter().GetResult()
            : [.. output.GetSemanticModel(edited!).GetDiagnostics(), .. analyzed.GetAnalyzerSemanticDiagnosticsAsync(output.GetSemanticModel(edited!), null, default).GetAwaiter().GetResult()];
        said = said.AddRange(ran.Diagnostics);
        foreach (var failed in said.Where(diagnostic => diagnostic.Id is "MR1099" or "AD0001" or "CS8785")) exceptions.Enqueue(failed.ToString());
        return new([.. said.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)],
            [.. said.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Warning && diagnostic.Id.StartsWith("MR", StringComparison.Ordinal))],
            [.. exceptions], ran.GeneratedTrees);
    }

    /// <summary>What a build must never do: make Millrace fail, show an error in a generated file, show one twice, or pass with a job that does nothing.</summary>
    public IEnumerable<string> Faults()
    {
        if (Errors.Count == 0 && Generated.Any(tree => tree.ToString().Contains("throw new global::System.InvalidOperationException(\"", StringComparison.Ordinal))) yield return "no error, and a job that was not compiled";
        foreach (string exception in Exceptions) yield return exception;
        var generated = Generated.ToHashSet();
        foreach (var error in Errors.Where(error => error.Location.SourceTree is { } tree && generated.Contains(tree))) yield return "in generated code: " + error;
        // The C# compiler says some things twice itself.
        foreach (var twice in Errors.Where(error => error.Location.Kind != LocationKind.None)
            .GroupBy(error => (error.Id, error.Location.GetMappedLineSpan(), error.GetMessage(CultureInfo.InvariantCulture))).Where(group => group.Count() > 1))
        {
            if (!twice.All(error => error.Id.StartsWith("CS", StringComparison.Ordinal) && !generated.Contains(error.Location.SourceTree!))) yield return "twice: " + twice.First();
        }
    }
}
