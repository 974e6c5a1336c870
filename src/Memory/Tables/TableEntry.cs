using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>A key with its value in a page of a <see cref="KeyedTable{TKey, TKeyRecord, TValue}"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TableEntry<TKey, TValue> where TKey : unmanaged where TValue : unmanaged
{
    public TKey Key;
    public TValue Value;
}
