namespace Millrace.Operators;

/// <summary>What a count window keeps of a key.</summary>
internal struct Counted<TAcc> where TAcc : unmanaged
{
    /// <summary>Rows so far.</summary>
    public long Count;

    /// <summary>What they add up to.</summary>
    public TAcc Acc;
}
