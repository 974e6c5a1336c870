using Millrace.Generators.Infrastructure;

namespace Millrace.Generators.Jobs.Model;

/// <summary>Sends each row to one of its outputs: ports from 0.</summary>
/// <param name="Function">Of a row: whether it goes to output 0 rather than 1, or the number of its output.</param>
/// <param name="Outputs">How many there are.</param>
internal sealed record SplitNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, int Function, int Outputs)
    : Node(Id, Name, IsNamed, Inputs, Row)
{
    /// <summary>True if the function is a predicate.</summary>
    public bool IsPredicate => Outputs == 2;
}
