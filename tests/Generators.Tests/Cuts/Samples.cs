using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Millrace.Generators.Tests.Cuts;

/// <summary>The examples, and the code that the documentation shows, type by type, each with the project that it is part of.</summary>
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

    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview, DocumentationMode.Parse);

    // Of the framework only what they use, since each build puts all names together anew.
    private static readonly ImmutableArray<MetadataReference> References = Referenced(name => name is "System.Private.CoreLib" or "System.Runtime" or "System.Collections" or "System.Collections.Concurrent"
        or "System.Console" or "System.Linq" or "System.Memory" or "System.Text.Json" or "System.Threading" or "System.Threading.Channels" or "System.Net.Http" or "Millrace.Core" or "Millrace.Memory" or "Millrace.Host");

    private static readonly ImmutableArray<MetadataReference> WebReferences = Referenced(name => name.StartsWith("System.", StringComparison.Ordinal)
        || (name.StartsWith("Microsoft.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) && !name.StartsWith("Microsoft.TestPlatform", StringComparison.Ordinal))
        || name is "Millrace.Core" or "Millrace.Memory" or "Millrace.Host");

    /// <summary>All that is cut.</summary>
    public static IReadOnlyList<Sample> All() => [.. Examples().Concat(Pages())];

    private static IEnumerable<Sample> Examples() => Directory.GetDirectories(Path.Combine(Root(), "examples")).Order(StringComparer.Ordinal)
        .Where(folder => Directory.GetFiles(folder, "*.csproj").Length > 0)
        .SelectMany(folder => Of(Directory.GetFiles(folder, "*.cs").Order(StringComparer.Ordinal)));

    private static IEnumerable<Sample> Pages() => Directory.GetFiles(Path.Combine(Root(), "tests", "Guide.Tests", "Pages"), "*.cs").Order(StringComparer.Ordinal)
        .SelectMany(file => Of([file]));

    private static IEnumerable<Sample> Of(IEnumerable<string> files)
    {
        var pieces = files.SelectMany(file => Piece.Of(CSharpSyntaxTree.ParseText(File.ReadAllText(file), ParseOptions, Path.GetRelativePath(Root(), file)))).ToList();
        foreach (var piece in pieces)
        {
            var project = piece.Needed(pieces);
            bool isWeb = project.Any(part => part.Text.Contains("WebApplication", StringComparison.Ordinal) || part.Text.Contains("using Microsoft.", StringComparison.Ordinal));
            var usings = CSharpSyntaxTree.ParseText(isWeb ? Usings + WebUsings : Usings, ParseOptions, "Usings.cs");
            var kind = project.Any(part => part.IsProgram) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
            var compilation = CSharpCompilation.Create("App", project.Select(part => part.Tree).Prepend(usings), isWeb ? WebReferences : References, new CSharpCompilationOptions(kind, concurrentBuild: false, nullableContextOptions: NullableContextOptions.Enable));
            yield return new Sample(piece, compilation, WholeBuild.Driver(ParseOptions).RunGenerators(compilation));
        }
    }

    private static ImmutableArray<MetadataReference> Referenced(Func<string, bool> isNeeded) => [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Where(path => isNeeded(Path.GetFileNameWithoutExtension(path))).Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))];

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
