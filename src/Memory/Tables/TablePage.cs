namespace Millrace.Memory;

/// <summary>The memory of a page of a table.</summary>
internal unsafe struct TablePage
{
    /// <summary>Memory of the tags.</summary>
    public Segment Tags;

    /// <summary>Memory of the entries and epochs.</summary>
    public Segment Entries;

    public readonly TableAddress Address => new() { Tags = Tags.Address, Entries = Entries.Address };
}
