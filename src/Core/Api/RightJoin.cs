namespace Millrace;

/// <summary>Marks a join that also keeps right rows without a partner.</summary>
public abstract class RightJoin
{
    private protected RightJoin() { }
}
