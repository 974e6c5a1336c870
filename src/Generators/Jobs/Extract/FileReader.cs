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
        string top = Text(unit.Externs, unit.Usings, model);
        var namespaces = new List<NamespaceModel>();
        foreach (var declaration in place.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Reverse())
            namespaces.Add(new NamespaceModel(declaration.Name.ToString(), Text(declaration.Externs, declaration.Usings, model)));
        if (!SymbolEqualityComparer.Default.Equals(job, home))
        {
            // Written in another class: names are qualified, but extension methods that the language calls are still found by its namespaces.
            var opened = new List<string>(namespaces.Select(level => level.Usings).Where(text => text.Length > 0));
            string full = "";
            foreach (var level in namespaces)
            {
                full = full.Length == 0 ? level.Name : full + "." + level.Name;
                opened.Add($"using global::{full};");
            }
            top = string.Join("\n", new[] { top }.Concat(opened.Distinct()).Where(text => text.Length > 0));
            string @namespace = job.ContainingNamespace.IsGlobalNamespace ? "" : job.ContainingNamespace.ToDisplayString();
            namespaces = @namespace.Length == 0 ? [] : [new NamespaceModel(@namespace, "")];
        }
        return new FileModel(top, namespaces.ToEquatable());
    }

    private static string Text(SyntaxList<ExternAliasDirectiveSyntax> externs, SyntaxList<UsingDirectiveSyntax> usings, SemanticModel model)
    {
        var lines = externs.Where(directive => !directive.ContainsDiagnostics).Select(directive => directive.ToString())
            .Concat(usings.Where(directive => !directive.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword) && IsKnown(directive, model)).Select(directive => directive.ToString()));
        return string.Join("\n", lines).Replace("\r\n", "\n");
    }

    /// <summary>False for a directive that is an error of its own: no lambda that compiles needs it.</summary>
    private static bool IsKnown(UsingDirectiveSyntax directive, SemanticModel model) =>
        !directive.ContainsDiagnostics && model.GetSymbolInfo(directive.NamespaceOrType).Symbol is not null;
}
