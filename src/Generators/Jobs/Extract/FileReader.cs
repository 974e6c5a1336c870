using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads what makes names mean the same in a generated file: usings, aliases, namespaces.</summary>
internal static class FileReader
{
    /// <param name="place">A node inside the user's class, or inside a class of helper methods.</param>
    /// <param name="job">The class that the code will be part of.</param>
    /// <param name="home">The class in which the code was written.</param>
    /// <param name="model">Of the file.</param>
    public static FileModel Read(SyntaxNode place, INamedTypeSymbol job, INamedTypeSymbol home, SemanticModel model)
    {
        var unit = (CompilationUnitSyntax)place.SyntaxTree.GetRoot();
        var levels = place.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Reverse().ToList();
        return SymbolEqualityComparer.Default.Equals(job, home)
            ? new FileModel(Text(unit.Externs, unit.Usings, model), levels.Select(level => new NamespaceModel(level.Name.ToString(), Text(level.Externs, level.Usings, model))).ToEquatable())
            : OfOther(unit, levels, job, model);
    }

    /// <summary>
    /// The head for code of another class. Its names are qualified and its aliases replaced, so usings are only there for extension methods that
    /// the language calls. They all stand at the top, where a name can mean something else than in the namespace that it stood in: so they say in full what they mean.
    /// </summary>
    private static FileModel OfOther(CompilationUnitSyntax unit, List<BaseNamespaceDeclarationSyntax> levels, INamedTypeSymbol job, SemanticModel model)
    {
        var externs = unit.Externs.Concat(levels.SelectMany(level => level.Externs)).Where(directive => !directive.ContainsDiagnostics).ToList();
        var names = new HashSet<string>(externs.Select(directive => directive.Identifier.ValueText));
        var lines = externs.Select(directive => $"extern alias {directive.Identifier.Text};").ToList();
        foreach (var directive in unit.Usings.Concat(levels.SelectMany(level => level.Usings)))
        {
            if (directive.Alias is null && IsWritten(directive, model)) lines.Add(Write(directive, names, model));
        }
        string full = "";
        foreach (var level in levels)
        {
            full = full.Length == 0 ? level.Name.ToString() : full + "." + level.Name;
            lines.Add($"using global::{full};");
        }
        string @namespace = job.ContainingNamespace.IsGlobalNamespace ? "" : job.ContainingNamespace.ToDisplayString();
        NamespaceModel[] namespaces = @namespace.Length == 0 ? [] : [new NamespaceModel(@namespace, "")];
        return new FileModel(string.Join("\n", lines.Distinct()), namespaces.ToEquatable());
    }

    private static string Write(UsingDirectiveSyntax directive, HashSet<string> externs, SemanticModel model)
    {
        // Only the alias says where the name is from.
        if (directive.NamespaceOrType.DescendantNodesAndSelf().OfType<AliasQualifiedNameSyntax>().Any(name => externs.Contains(name.Alias.Identifier.ValueText)))
            return directive.WithoutTrivia().NormalizeWhitespace().ToString();
        string name = model.GetSymbolInfo(directive.NamespaceOrType).Symbol!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        if (!name.StartsWith("global::", StringComparison.Ordinal)) name = "global::" + name;
        return directive.StaticKeyword.IsKind(SyntaxKind.StaticKeyword) ? $"using static {name};" : $"using {name};";
    }

    private static string Text(SyntaxList<ExternAliasDirectiveSyntax> externs, SyntaxList<UsingDirectiveSyntax> usings, SemanticModel model)
    {
        var lines = externs.Where(directive => !directive.ContainsDiagnostics).Select(directive => directive.ToString())
            .Concat(usings.Where(directive => IsWritten(directive, model)).Select(directive => directive.ToString()));
        return string.Join("\n", lines).Replace("\r\n", "\n");
    }

    /// <summary>False for a directive that holds for all files, and for one that is an error of its own: no lambda that compiles needs it.</summary>
    private static bool IsWritten(UsingDirectiveSyntax directive, SemanticModel model) =>
        !directive.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword) && !directive.ContainsDiagnostics && model.GetSymbolInfo(directive.NamespaceOrType).Symbol is not null;
}
