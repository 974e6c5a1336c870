namespace Millrace.Generators.Jobs.Emit;

/// <summary>What follows an operator with two inputs: types of the operators, and the expressions that make them.</summary>
/// <param name="Next">What takes its rows.</param>
/// <param name="LateLeft">What takes late rows of the left side; null for nothing.</param>
/// <param name="LateRight">What takes late rows of the right side; null for nothing.</param>
internal sealed record TwoInputParts(string Next, string NewNext, string? LateLeft, string? NewLateLeft, string? LateRight, string? NewLateRight);
