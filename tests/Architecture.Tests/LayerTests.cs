using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Millrace.Architecture.Tests;

/// <summary>Assemblies are layers and arrows point down only.</summary>
public class LayerTests
{
    /// <summary>Folder of a layer, and the folders it may use.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["src/Memory"] = [],
        ["src/Core"] = ["src/Memory"],
        ["src/Host"] = ["src/Core", "src/Memory"],
        ["src/State"] = ["src/Core", "src/Memory"],
        ["src/Network"] = ["src/Core", "src/Memory"],
        ["src/Cluster"] = ["src/Network", "src/State", "src/Host", "src/Core", "src/Memory"],
        ["src/Generators"] = [],
        // For users' tests; refers to the package project only so that its package depends on that one.
        ["src/Testing"] = ["src/Core", "src/Memory", "src/Millrace"],
        ["src/CodeFixes"] = [],
        // The package project: no code, only what belongs together for a user.
        ["src/Millrace"] = ["src/Host", "src/Core", "src/Memory", "src/Generators", "src/CodeFixes"],
    };

    public static TheoryData<string> Layers => [.. Projects()];

    [Fact]
    public void Every_layer_has_a_rule() =>
        Violations.MustBeNone(Projects().Select(FolderOf).Where(folder => !MayUse.ContainsKey(folder)),
            "A new folder below src is a new layer: say in LayerTests what it may use.");

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_project_refers_only_to_layers_below(string project)
    {
        string[] allowed = MayUse[FolderOf(project)];
        var references = XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference")
            .Select(reference => FolderOf(Normalize(FolderOf(project), reference.Attribute("Include")!.Value)));
        Violations.MustBeNone(references.Where(folder => !allowed.Contains(folder)), $"{project} may refer only to: {string.Join(", ", allowed)}.");
    }

    [Theory]
    [InlineData("Memory", new string[0])]
    [InlineData("Core", new[] { "Millrace.Memory" })]
    [InlineData("Host", new[] { "Millrace.Core", "Millrace.Memory" })]
    [InlineData("Testing", new[] { "Millrace.Core", "Millrace.Memory" })]
    public void A_built_assembly_refers_only_to_layers_below(string layer, string[] allowed)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"Millrace.{layer}.dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var ours = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Where(name => name.StartsWith("Millrace", StringComparison.Ordinal));
        Violations.MustBeNone(ours.Where(name => !allowed.Contains(name)), $"Millrace.{layer} may refer only to: {string.Join(", ", allowed)}.");
    }

    [Fact]
    public void The_memory_layer_knows_no_word_of_the_layers_above() =>
        Violations.MustBeNone(
            from file in Repository.Sources("src/Memory")
            from name in Repository.Parse(file).DescendantNodes().OfType<NameSyntax>().Select(name => name.ToString())
            where name.StartsWith("Millrace.", StringComparison.Ordinal) && !name.StartsWith("Millrace.Memory", StringComparison.Ordinal)
            select $"{file}: {name}",
            "src/Memory uses nothing of ours.");

    [Fact]
    public void The_generator_loads_nothing_of_ours() =>
        Violations.MustBeNone(
            from file in Repository.Sources("src/Generators")
            from directive in Repository.Parse(file).DescendantNodes().OfType<UsingDirectiveSyntax>()
            let name = directive.Name?.ToString() ?? ""
            where name.StartsWith("Millrace", StringComparison.Ordinal) && !name.StartsWith("Millrace.Generators", StringComparison.Ordinal)
            select $"{file}: {name}",
            "The compiler knows the library by name only (as text), so that it loads into any Roslyn.");

    private static IEnumerable<string> Projects() =>
        Repository.Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal));

    private static string FolderOf(string file) => file[..file.LastIndexOf('/')];

    private static string Normalize(string folder, string relative) =>
        Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, folder, relative))).Replace('\\', '/');
}
