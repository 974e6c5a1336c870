namespace Millrace;

/// <summary>Marks a join that also keeps left rows without a partner.</summary>
public abstract class LeftJoin
{
    private protected LeftJoin() { }
}
