using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Model;

/// <summary>Declarations that are being typed.</summary>
internal static class Unfinished
{
    /// <summary>True if a type, or what is around it, has no name yet, so that it cannot have a second half.</summary>
    public static bool IsNameless(INamedTypeSymbol type)
    {
        for (ISymbol? at = type; at is not null and not INamespaceSymbol { IsGlobalNamespace: true }; at = at.ContainingSymbol is INamespaceOrTypeSymbol around ? around : null)
        {
            if (at.Name.Length == 0) return true;
        }
        return false;
    }
}
