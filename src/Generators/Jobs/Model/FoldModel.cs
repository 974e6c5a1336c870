namespace Millrace.Generators.Jobs.Model;

/// <summary>A reduce or fold over windows: the aggregate that the generator writes around the user's function.</summary>
/// <param name="Function">The function: of two rows, or of the value so far and a row.</param>
/// <param name="Seed">The expression of the first value of a fold; -1 for a reduce.</param>
/// <param name="Row">Type of the rows.</param>
/// <param name="Value">Type of the result.</param>
internal sealed record FoldModel(int Function, int Seed, TypeModel Row, TypeModel Value)
{
    public bool IsReduce => Seed < 0;
}
