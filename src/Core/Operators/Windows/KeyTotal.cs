namespace Millrace.Operators;

/// <summary>What all slices hold of one key.</summary>
internal struct KeyTotal<TKey, TAcc> where TKey : unmanaged where TAcc : unmanaged
{
    public TKey Key;
    public TAcc Acc;

    /// <summary>Entries of slices that are in the total.</summary>
    public int Entries;

    /// <summary>While nobody has the id: the next such id, or -1.</summary>
    public int NextFree;
}
