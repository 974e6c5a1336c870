using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>An entry of a <see cref="KeyedTable{TKey, TKeyRecord, TValue}"/>; all zero when free.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TableSlot<TKey, TValue> where TKey : unmanaged where TValue : unmanaged
{
    /// <summary>High half of the mixed hash, with the lowest bit set; 0 marks a free slot.</summary>
    public uint Tag;

    /// <summary>Epoch of the last write, so that a snapshot can tell what has changed since.</summary>
    public uint Epoch;

    public TKey Key;
    public TValue Value;
}
