namespace Millrace;

/// <summary>Marks a join that gives pairs of rows only.</summary>
public abstract class InnerJoin
{
    private protected InnerJoin() { }
}
