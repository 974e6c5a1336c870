using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Millrace.Generators.Tests.Cuts;

/// <summary>The examples, and the code that the documentation shows, each as the project that it is part of.</summary>
internal static class Samples
{
    private const string Usings = """
        global using global::System; global using global::System.Collections.Generic; global using global::System.IO; global using global::System.Linq;
        global using global::System.Threading; global using global::System.Threading.Tasks;
        """;

    private const string WebUsings = """
        global using global::Microsoft.AspNetCore.Builder; global using global::Microsoft.AspNetCore.Hosting; global using global::Microsoft.AspNetCore.Http;
        global using global::Microsoft.AspNetCore.Routing; global using global::Microsoft.Extensions.Configuration; global using global::Microsoft.Extensions.DependencyInjection;
        global using global::Microsoft.Extensions.Hosting; global using global::Microsoft.Extensions.Logging;
        """;

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"
                || name is "Millrace.Core.dll" or "Millrace.Memory.dll" or "Millrace.Host.dll"
                || (name.StartsWith("Microsoft.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) && !name.StartsWith("Microsoft.TestPlatform", StringComparison.Ordinal))))
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ];

    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview, DocumentationMode.Parse);

    /// <summary>All files that are cut, each with the compilation that it is part of.</summary>
    public static IReadOnlyList<Sample> All() => [.. Examples().Concat(Pages())];

    private static IEnumerable<Sample> Examples() => Directory.GetDirectories(Path.Combine(Root(), "examples")).Order(StringComparer.Ordinal)
        .Where(folder => Directory.GetFiles(folder, "*.csproj").Length > 0)
        .SelectMany(folder => Of(OutputKind.ConsoleApplication, Directory.GetFiles(folder, "*.cs").Order(StringComparer.Ordinal)));

    private static IEnumerable<Sample> Pages() => Directory.GetFiles(Path.Combine(Root(), "tests", "Guide.Tests", "Pages"), "*.cs").Order(StringComparer.Ordinal)
        .SelectMany(file => Of(OutputKind.DynamicallyLinkedLibrary, [file]));

    private static IEnumerable<Sample> Of(OutputKind kind, IEnumerable<string> files)
    {
        var trees = files.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), ParseOptions, Path.GetRelativePath(Root(), file))).ToList();
        bool isWeb = trees.Any(tree => tree.ToString().Contains("WebApplication", StringComparison.Ordinal));
        var usings = CSharpSyntaxTree.ParseText(isWeb ? Usings + WebUsings : Usings, ParseOptions, "Usings.cs");
        var compilation = CSharpCompilation.Create("App", trees.Prepend(usings), References, new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
        var driver = WholeBuild.Driver(ParseOptions).RunGenerators(compilation);
        return trees.Select(tree => new Sample(tree, compilation, driver));
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}

/// <summary>A file of a project.</summary>
/// <param name="Tree">The file.</param>
/// <param name="Compilation">The project.</param>
/// <param name="Driver">Generators that have seen the whole project.</param>
internal sealed record Sample(SyntaxTree Tree, CSharpCompilation Compilation, GeneratorDriver Driver)
{
    /// <summary>Builds the project with other text in the file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="wholly">True to compile all files; false for the edited one and what it changes in generated ones.</param>
    public WholeBuild Build(string text, bool wholly)
    {
        var edited = CSharpSyntaxTree.ParseText(text, Samples.ParseOptions, Tree.FilePath);
        var compilation = Compilation.ReplaceSyntaxTree(Tree, edited);
        return wholly ? WholeBuild.Of(compilation, Driver) : WholeBuild.OfEdit(compilation, Driver, edited);
    }
}
