namespace Millrace;

/// <summary>Marks a join that also keeps rows without a partner, of both sides.</summary>
public abstract class FullJoin
{
    private protected FullJoin() { }
}
