namespace Millrace.Memory;

/// <summary>What a table knows of a page besides its slots. Valid at the page's first directory entry.</summary>
internal struct TablePage
{
    /// <summary>The memory; goes back to its account when the table is done with it.</summary>
    public Segment Segment;

    /// <summary>Entries in the page.</summary>
    public int Count;

    /// <summary>How many top bits of the hash all entries share. Kept in every directory entry that leads to the page.</summary>
    public int Depth;
}
