namespace Millrace.Operators;

/// <summary>A row between the two passes of a keyed operator: its slot is on the way to the cache.</summary>
internal struct PendingRow<T> where T : unmanaged
{
    // The hash, not the slot's address: rows before this one may make the table grow.
    public ulong Hash;
    public long Time;
    public T Row;
}
