using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Millrace.Generators.Tests;

/// <summary>Runs generators over source text, as the compiler would, and runs them again after an edit.</summary>
public sealed class GeneratorRun
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal)
                || name is "netstandard.dll" or "mscorlib.dll" || name.StartsWith("Millrace.", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)) && !name.Contains("Tests", StringComparison.Ordinal) && name != "Millrace.Generators.dll")
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ];

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview, DocumentationMode.Parse);

    private GeneratorDriver _driver;

    private GeneratorRun(IIncrementalGenerator[] generators, CSharpCompilation compilation)
    {
        Compilation = compilation;
        _driver = CSharpGeneratorDriver.Create(generators.Select(generator => generator.AsSourceGenerator()), parseOptions: ParseOptions,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        Run();
    }

    /// <summary>The user's code, without what was generated.</summary>
    public CSharpCompilation Compilation { get; private set; }

    /// <summary>The user's code together with the generated half.</summary>
    public Compilation Output { get; private set; } = null!;

    /// <summary>What the generators said and did in the last run.</summary>
    public GeneratorDriverRunResult Result { get; private set; } = null!;

    /// <summary>Diagnostics of the generators in the last run.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => Result.Diagnostics;

    /// <summary>Errors and warnings of the C# compiler in user code and generated code.</summary>
    public ImmutableArray<Diagnostic> CompilerDiagnostics =>
        [.. Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];

    /// <summary>Runs generators over files.</summary>
    public static GeneratorRun Of(IIncrementalGenerator[] generators, params string[] files) => Of(generators, false, files);

    /// <summary>Runs generators over files of a project that may check arithmetic for overflow.</summary>
    public static GeneratorRun Of(IIncrementalGenerator[] generators, bool checksOverflow, params string[] files)
    {
        var compilation = Compile(ParseOptions.LanguageVersion, files);
        return new(generators, compilation.WithOptions(compilation.Options.WithOverflowChecks(checksOverflow)));
    }

    /// <summary>A project of files, without what is generated.</summary>
    public static CSharpCompilation Compile(LanguageVersion version, params string[] files)
    {
        const string usings = "global using global::System; global using global::System.Collections.Generic; global using global::System.Linq; global using global::Millrace;";
        var options = ParseOptions.WithLanguageVersion(version);
        var trees = files.Select((text, index) => CSharpSyntaxTree.ParseText(text, options, $"File{index}.cs")).Prepend(CSharpSyntaxTree.ParseText(usings, options, "Usings.cs"));
        return CSharpCompilation.Create("App", trees, References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>The generated text whose file name contains <paramref name="name"/>.</summary>
    public string Text(string name) =>
        Result.GeneratedTrees.Single(tree => Path.GetFileName(tree.FilePath).Contains(name, StringComparison.Ordinal)).ToString();

    /// <summary>Replaces a file by other text and runs again.</summary>
    public void Edit(int file, string text)
    {
        var old = Compilation.SyntaxTrees.Single(tree => tree.FilePath == $"File{file}.cs");
        Compilation = Compilation.ReplaceSyntaxTree(old, Tree(text, old.FilePath));
        Run();
    }

    /// <summary>Why each output of a named step was as it was in the last run.</summary>
    public IEnumerable<IncrementalStepRunReason> Reasons(string step) =>
        Result.Results.SelectMany(result => result.TrackedSteps.TryGetValue(step, out var runs) ? runs : [])
            .SelectMany(run => run.Outputs).Select(output => output.Reason);

    /// <summary>The user's text that a diagnostic underlines.</summary>
    public string Underlined(Diagnostic diagnostic) =>
        Compilation.SyntaxTrees.Single(tree => tree.FilePath == diagnostic.Location.GetLineSpan().Path).GetText().ToString(diagnostic.Location.SourceSpan);

    private void Run()
    {
        _driver = _driver.RunGeneratorsAndUpdateCompilation(Compilation, out var output, out _);
        Output = output;
        Result = _driver.GetRunResult();
        Assert.All(Result.Results, result => Assert.Null(result.Exception));
    }

    private static SyntaxTree Tree(string text, string path) => CSharpSyntaxTree.ParseText(text, ParseOptions, path);
}
