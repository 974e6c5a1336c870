using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>What the user says of the vertex of an operator.</summary>
/// <param name="Place">The call that says it.</param>
/// <param name="Ends">True if nothing is chained behind it.</param>
/// <param name="Subtasks">The expression for their number; -1 for the job's parallelism.</param>
internal sealed record ChainHint(SyntaxNode Place, bool Ends, int Subtasks);
