using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Tells members that are what a row stores from those that are computed.</summary>
internal static class Stored
{
    /// <summary>
    /// True for a field, and a property whose value is a field of its own. A member of an interface is neither, whatever it is called: what it
    /// means for a type may be made of other fields.
    /// </summary>
    public static bool Is(ISymbol? member, CancellationToken cancellation) => member switch
    {
        // An element of a tuple may have the name of another one elsewhere.
        IFieldSymbol { ContainingType.IsTupleType: false } => true,
        IPropertySymbol { ContainingType.IsAnonymousType: true } => true,
        IPropertySymbol { PartialImplementationPart: { } part } => Is(part, cancellation),
        IPropertySymbol { IsIndexer: false, ContainingType.TypeKind: not TypeKind.Interface } property => IsAuto(property, cancellation),
        _ => false,
    };

    private static bool IsAuto(IPropertySymbol property, CancellationToken cancellation)
    {
        if (property.DeclaringSyntaxReferences.Length == 0)
            return property.GetMethod?.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "CompilerGeneratedAttribute" }) == true;
        return property.DeclaringSyntaxReferences.All(reference => reference.GetSyntax(cancellation) switch
        {
            ParameterSyntax => true,
            PropertyDeclarationSyntax { ExpressionBody: null, AccessorList.Accessors: var accessors } => accessors.All(accessor => accessor.Body is null && accessor.ExpressionBody is null),
            _ => false,
        });
    }
}
