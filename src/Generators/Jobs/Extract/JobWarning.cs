using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Something that a job had better say.</summary>
/// <param name="Descriptor">What.</param>
/// <param name="Place">The call that it is about.</param>
/// <param name="Arguments">Of the message.</param>
internal readonly record struct JobWarning(DiagnosticDescriptor Descriptor, SyntaxNode Place, params string[] Arguments)
{
    /// <summary>For a code fix: the name to give; null if it is not about a name.</summary>
    public string? Name { get; init; }
}
