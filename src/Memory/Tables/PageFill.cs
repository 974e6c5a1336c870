namespace Millrace.Memory;

/// <summary>What a table knows of a page besides its slots; small, since every new key needs it.</summary>
internal struct PageFill
{
    /// <summary>Entries in the page. Valid at the page's first directory entry.</summary>
    public ushort Count;

    /// <summary>How many top bits of the hash all entries share. Kept in every directory entry that leads to the page.</summary>
    public byte Depth;
}
