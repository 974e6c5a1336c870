using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>A key with its value in a page of a <see cref="KeyedTable{TKey, TKeyRecord, TValue}"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TableEntry<TKey, TValue> where TKey : unmanaged where TValue : unmanaged
{
    public TKey Key;
    public TValue Value;

    /// <summary>The entry of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TableEntry<TKey, TValue>* At(byte* entries, int slot) => (TableEntry<TKey, TValue>*)entries + slot;
}
