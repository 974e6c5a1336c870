using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Text;

/// <summary>Tells types whose values contain text of rows. One per compilation; thread: any.</summary>
internal sealed class TextTypes
{
    private readonly ConcurrentDictionary<ITypeSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    /// <summary>
    /// True for text, binary content and lists; for structs, tuples and classes of the project with a field of such a type; and for arrays
    /// and generic types over one, such as <c>List&lt;Utf8String&gt;</c>.
    /// </summary>
    public bool ContainText(ITypeSymbol? type) => type is not null && _known.GetOrAdd(type, static found => ContainsText(found, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default)));

    /// <summary>True for the three types that point at bytes elsewhere.</summary>
    public static bool IsText(ITypeSymbol type) =>
        type is INamedTypeSymbol { MetadataName: "Utf8String" or "Binary" or "RecordList`1", ContainingType: null } named && IsMillrace(named.ContainingNamespace);

    /// <summary>True for the namespace <c>Millrace</c> itself.</summary>
    public static bool IsMillrace(INamespaceSymbol? name) => name is { Name: "Millrace", ContainingNamespace.IsGlobalNamespace: true };

    /// <summary>True for what the engine and its kit define: it copies what it keeps.</summary>
    public static bool IsEngine(ISymbol? symbol) => symbol?.ContainingAssembly?.Name is "Millrace.Core" or "Millrace.Memory" or "Millrace.Testing" or "Millrace.Host";

    private static bool ContainsText(ITypeSymbol type, HashSet<ITypeSymbol> seen)
    {
        if (IsText(type)) return true;
        if (type.SpecialType != SpecialType.None && type is not INamedTypeSymbol { IsGenericType: true }) return false;
        // Types that refer to each other make many paths; each is looked at once.
        if (!seen.Add(type)) return false;
        return type switch
        {
            IArrayTypeSymbol array => ContainsText(array.ElementType, seen),
            // What a delegate takes or gives is not in it.
            INamedTypeSymbol { TypeKind: TypeKind.Enum or TypeKind.Delegate or TypeKind.Interface } other => other.TypeKind == TypeKind.Interface && OfArguments(other, seen),
            INamedTypeSymbol { IsAnonymousType: true } anonymous => anonymous.GetMembers().OfType<IPropertySymbol>().Any(property => ContainsText(property.Type, seen)),
            INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.Any(element => ContainsText(element.Type, seen)),
            INamedTypeSymbol named => (!IsEngine(named) || named.IsValueType) && (OfArguments(named, seen) || OfFields(named, seen)),
            _ => false,
        };
    }

    private static bool OfArguments(INamedTypeSymbol type, HashSet<ITypeSymbol> seen) =>
        type.ContainingNamespace?.ToDisplayString().StartsWith("System", StringComparison.Ordinal) == true && type.TypeArguments.Any(argument => ContainsText(argument, seen));

    // The insides of classes of other assemblies are their own affair; of structs they are part of the value.
    private static bool OfFields(INamedTypeSymbol type, HashSet<ITypeSymbol> seen) =>
        (type.IsValueType || type.DeclaringSyntaxReferences.Length > 0)
        && type.GetMembers().OfType<IFieldSymbol>().Any(field => !field.IsStatic && ContainsText(field.Type, seen));
}
