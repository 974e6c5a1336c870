using Microsoft.CodeAnalysis;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Two keyed streams on their way to becoming a join.</summary>
/// <param name="left">The left stream.</param>
/// <param name="call">The call that brought them together.</param>
/// <param name="kind">Which rows have a result.</param>
/// <param name="sides">Its two sides.</param>
/// <param name="node">Id kept free for the join, since its late rows may be named before it.</param>
internal sealed class JoinValue(KeyedValue left, OperatorCall call, JoinKind kind, EquatableArray<Input> sides, int node) : StreamValue
{
    public KeyedValue Left { get; } = left;
    public OperatorCall Call { get; } = call;
    public JoinKind Kind { get; } = kind;
    public EquatableArray<Input> Sides { get; } = sides;
    public int Node { get; } = node;

    /// <summary>The call that said how rows are joined, such as <c>Within</c>; null before it.</summary>
    public string? Method { get; init; }

    /// <summary>What that call was given.</summary>
    public EquatableArray<NamedArgument> Arguments { get; init; } = EquatableArray<NamedArgument>.Empty;

    public SyntaxNode Place => Call.Name;
}
