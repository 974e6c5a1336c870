using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit.Abstractions;

namespace Millrace.Architecture.Tests;

/// <summary>A file is one public type, named like it, and short.</summary>
public class FileTests(ITestOutputHelper output)
{
    private const int LookAgainLines = 500;
    private const int MaxLines = 800;

    /// <summary>Files with several public types, and why they belong together.</summary>
    private static readonly Dictionary<string, string> SeveralPublicTypes = [];

    [Fact]
    public void No_source_file_is_too_long()
    {
        var lengths = Repository.Files.Where(IsSource).Select(file => (file, lines: File.ReadLines(Path.Combine(Repository.Root, file)).Count())).ToArray();
        foreach (var (file, lines) in lengths.Where(pair => pair.lines > LookAgainLines)) output.WriteLine($"look again: {file} has {lines} lines");
        Violations.MustBeNone(lengths.Where(pair => pair.lines > MaxLines).Select(pair => $"{pair.file}: {pair.lines} lines"),
            $"Split by concept: a file has at most {MaxLines} lines, typically under 300.");
    }

    [Fact]
    public void A_file_holds_one_public_type_named_like_it() =>
        Violations.MustBeNone(
            from file in Repository.Sources("src")
            where !SeveralPublicTypes.ContainsKey(file)
            let types = TopLevelTypes(file).ToArray()
            let open = types.Where(type => type.IsPublic).Select(type => type.Name).Distinct().ToArray()
            let stem = Path.GetFileNameWithoutExtension(file)
            where types.Length > 0 && (open.Length > 1 || (open.Length == 1 ? open[0] != stem && open[0] + "OfT" != stem : !types.Any(type => type.Name.StartsWith(stem, StringComparison.Ordinal))))
            select $"{file}: {string.Join(", ", open.Length > 0 ? open : types.Select(type => type.Name))}",
            "One public type per file, named like it (overloads by arity share one, or the generic one is in NameOfT.cs); a file of internal types is named like what begins their names.");

    [Fact]
    public void Exceptions_from_the_rule_are_still_needed() =>
        Violations.MustBeNone(
            SeveralPublicTypes.Keys.Where(file => !Repository.Exists(file) || TopLevelTypes(file).Where(type => type.IsPublic).Select(type => type.Name).Distinct().Count() < 2),
            "Remove these from SeveralPublicTypes.");

    [Fact]
    public void Partial_is_for_generated_halves_only() =>
        Violations.MustBeNone(
            from file in Repository.Sources("src")
            from type in Repository.Parse(file).DescendantNodes().OfType<TypeDeclarationSyntax>()
            where type.Modifiers.Any(SyntaxKind.PartialKeyword)
            group file by $"{Path.GetDirectoryName(file)}/{type.Identifier.Text}`{type.TypeParameterList?.Parameters.Count}" into halves
            where halves.Distinct().Count() > 1
            select $"{halves.Key}: {string.Join(", ", halves.Distinct())}",
            "A hand-written type lives in one file; what has outgrown it becomes a type of its own.");

    [Fact]
    public void The_solution_lists_every_project()
    {
        var listed = XDocument.Parse(Repository.Read("Millrace.slnx")).Descendants("Project").Select(project => project.Attribute("Path")!.Value);
        Violations.MustBeNone(Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Except(listed), "Add these to Millrace.slnx.");
    }

    private static bool IsSource(string file) => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".cpp", StringComparison.Ordinal);

    private static IEnumerable<(string Name, bool IsPublic)> TopLevelTypes(string file)
    {
        foreach (var member in Repository.Parse(file).DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax))
        {
            if (member is BaseTypeDeclarationSyntax type) yield return (type.Identifier.Text, type.Modifiers.Any(SyntaxKind.PublicKeyword));
            else if (member is DelegateDeclarationSyntax @delegate) yield return (@delegate.Identifier.Text, @delegate.Modifiers.Any(SyntaxKind.PublicKeyword));
        }
    }
}
