namespace Millrace.Memory;

/// <summary>What a table knows of a page besides its slots. Valid at the page's first directory entry.</summary>
internal unsafe struct TablePage
{
    /// <summary>Memory of the tags.</summary>
    public Segment Tags;

    /// <summary>Memory of the entries and epochs.</summary>
    public Segment Entries;

    /// <summary>Entries in the page.</summary>
    public int Count;

    /// <summary>How many top bits of the hash all entries share. Kept in every directory entry that leads to the page.</summary>
    public int Depth;

    public readonly TableAddress Address => new() { Tags = Tags.Address, Entries = Entries.Address };
}
