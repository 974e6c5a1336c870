using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Infrastructure;

namespace Millrace.Generators.Model;

/// <summary>Declarations of types that get a generated half.</summary>
internal static class Declarations
{
    /// <summary>What is read of the types with an attribute, once for each.</summary>
    /// <param name="syntax">The project's syntax.</param>
    /// <param name="attribute">Full name of the attribute.</param>
    /// <param name="step">Name of the step that reads, for tests of what is cached.</param>
    /// <param name="read">Reads a type.</param>
    public static IncrementalValuesProvider<T> ReadTypes<T>(this SyntaxValueProvider syntax, string attribute, string step, Func<GeneratorAttributeSyntaxContext, CancellationToken, T> read) where T : class => syntax
        .ForAttributeWithMetadataName(attribute, static (node, _) => node is TypeDeclarationSyntax, (found, cancellation) => IsFirst(found, cancellation) ? read(found, cancellation) : null)
        .WithTrackingName(step)
        .Where(static model => model is not null)
        .Select(static (model, _) => model!);

    /// <summary>True for a type that can have no half, as the C# compiler says: it, or one around it, has no name yet, or is there twice.</summary>
    public static bool IsBroken(INamedTypeSymbol type)
    {
        for (ISymbol? at = type; at is not null and not INamespaceSymbol { IsGlobalNamespace: true }; at = at.ContainingSymbol is INamespaceOrTypeSymbol around ? around : null)
        {
            if (at.Name.Length == 0) return true;
            if (at is INamedTypeSymbol { DeclaringSyntaxReferences.Length: > 1 } several && !IsPartial(several)) return true;
        }
        return false;
    }

    /// <summary>True if a type of this project can have a half; if not, what is wrong is said where it is declared.</summary>
    public static bool CanHaveHalf(INamedTypeSymbol type)
    {
        if (IsBroken(type)) return false;
        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType)
            if (at.TypeParameters.Length > 0 || at.IsFileLocal || !IsPartial(at)) return false;
        return true;
    }

    /// <summary>True if each part of a type says <c>partial</c>.</summary>
    public static bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences
        .All(reference => reference.GetSyntax() is not TypeDeclarationSyntax declaration || declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    /// <summary>The first lines of another part of a type and of those around it, outermost first.</summary>
    public static EquatableArray<string> Headers(INamedTypeSymbol type)
    {
        var headers = new List<string>();
        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType) headers.Insert(0, $"partial {Keyword(at)} {Naming.Escape(at.Name)}");
        return headers.ToEquatable();
    }

    /// <summary>The namespace of a type as a declaration names it; empty for none.</summary>
    public static string NamespaceOf(INamedTypeSymbol type) => type.ContainingNamespace.IsGlobalNamespace ? ""
        : type.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted));

    /// <summary>What a type is declared with.</summary>
    public static string Keyword(INamedTypeSymbol type) => (type.IsRecord, type.TypeKind) switch
    {
        (true, TypeKind.Struct) => "record struct",
        (true, _) => "record",
        (_, TypeKind.Struct) => "struct",
        (_, TypeKind.Interface) => "interface",
        _ => "class",
    };

    /// <summary>False for what is there already: another part with the attribute, or a type of the same name, which the C# compiler refuses.</summary>
    private static bool IsFirst(GeneratorAttributeSyntaxContext found, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)found.TargetSymbol;
        INamespaceOrTypeSymbol around = type.ContainingType is { } outer ? outer : type.ContainingNamespace;
        var first = around.GetTypeMembers(type.Name).SelectMany(other => other.GetAttributes())
            .First(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, found.Attributes[0].AttributeClass));
        return first.ApplicationSyntaxReference is not { } place || found.TargetNode == place.GetSyntax(cancellation).Parent?.Parent;
    }
}
