namespace Millrace.Memory;

/// <summary>Where a page is: an entry of a table's directory.</summary>
internal unsafe struct TableAddress
{
    /// <summary>A byte per slot: 0 if it is free, else seven bits of the hash below a bit that is set.</summary>
    public byte* Tags;

    /// <summary>The entries, and behind them an epoch for each.</summary>
    public byte* Entries;
}
