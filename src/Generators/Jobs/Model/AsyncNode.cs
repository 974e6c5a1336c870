using Millrace.Generators.Infrastructure;

namespace Millrace.Generators.Jobs.Model;

/// <summary>Asks something outside the job about each row.</summary>
/// <param name="InputRow">What it reads.</param>
/// <param name="Argument">What is asked for: the row, or a key made of it.</param>
/// <param name="Result">Type of the answer.</param>
/// <param name="Call">The lambda that asks.</param>
/// <param name="Selector">The lambda that makes a row of both.</param>
/// <param name="How">The expression that says how calls are made.</param>
/// <param name="Fallback">The lambda that makes a row without an answer; -1 if there is none.</param>
internal sealed record AsyncNode(int Id, string Name, bool IsNamed, EquatableArray<Input> Inputs, TypeModel Row, TypeModel InputRow, TypeModel Argument, string Result, int Call, int Selector, int How, int Fallback)
    : Node(Id, Name, IsNamed, Inputs, Row)
{
    /// <summary>Set for a lookup.</summary>
    public LookupModel? Lookup { get; init; }
}

/// <param name="Key">The lambda that makes the key.</param>
/// <param name="Cache">The expression that says what is kept of answers.</param>
/// <param name="KeepsMissing">True if rows without an answer go on too.</param>
internal sealed record LookupModel(int Key, int Cache, bool KeepsMissing);
