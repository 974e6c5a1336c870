using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Model;

/// <summary>Interfaces of the engine that the user's types implement.</summary>
internal static class Contracts
{
    /// <summary>False if members of them are missing in a type, as the C# compiler says: generated code must not call them.</summary>
    public static bool AreMet(ITypeSymbol type) => type.AllInterfaces.Where(contract => IsOurs(contract) && contract.TypeKind == TypeKind.Interface)
        .SelectMany(contract => contract.GetMembers()).All(member => !member.IsAbstract || type.FindImplementationForInterfaceMember(member) is not null);

    /// <summary>True for a type in namespace <c>Millrace</c>.</summary>
    public static bool IsOurs(ITypeSymbol type) => type.ContainingNamespace is { Name: "Millrace", ContainingNamespace.IsGlobalNamespace: true };
}
