using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Which types the generated half of a job can name.</summary>
internal static class Reach
{
    /// <summary>True if the job reaches a type, and no type parameter is left in it.</summary>
    public static bool CanName(ITypeSymbol type, INamedTypeSymbol job, Compilation compilation) => !IsOpen(type) && Outside(type, job, compilation) is null;

    /// <summary>The type, or the part of it, that the job cannot reach; null if there is none.</summary>
    public static ITypeSymbol? Outside(ITypeSymbol type, INamedTypeSymbol job, Compilation compilation) => type switch
    {
        IArrayTypeSymbol array => Outside(array.ElementType, job, compilation),
        INamedTypeSymbol named => Parts(named).Select(part => Outside(part, job, compilation)).FirstOrDefault(hidden => hidden is not null)
            ?? (named.IsAnonymousType || compilation.IsSymbolAccessibleWithin(named.OriginalDefinition, job) ? null : named),
        _ => null,
    };

    /// <summary>The type, what it stands in, or a part of it, that only its own file can name; null if there is none.</summary>
    public static INamedTypeSymbol? FileLocal(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => FileLocal(array.ElementType),
        INamedTypeSymbol { IsFileLocal: true } named => named,
        INamedTypeSymbol named => Parts(named).Select(FileLocal).FirstOrDefault(hidden => hidden is not null) ?? FileLocal(named.ContainingType),
        _ => null,
    };

    private static bool IsOpen(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IArrayTypeSymbol array => IsOpen(array.ElementType),
        INamedTypeSymbol named => Parts(named).Any(IsOpen) || (named.ContainingType is { } container && IsOpen(container)),
        _ => false,
    };

    private static IEnumerable<ITypeSymbol> Parts(INamedTypeSymbol type) =>
        type.IsAnonymousType ? type.GetMembers().OfType<IPropertySymbol>().Select(property => property.Type) : type.TypeArguments;
}
