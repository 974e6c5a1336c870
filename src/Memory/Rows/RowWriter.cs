using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>Appends rows of one type to a segment.</summary>
public readonly unsafe ref struct RowWriter(Segment segment)
{
    private readonly Segment _segment = segment;

    /// <summary>Copies a row and its long text; false if the segment has no room for both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAppend<T, TRecord>(in T row) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        Segment segment = _segment;
        int at = segment.RowCount * sizeof(T);
        int textBytes = TRecord.HasText ? TRecord.TextBytes(in row) : 0;
        if (at + sizeof(T) > segment.TextStart - textBytes) return false;
        ref T slot = ref *(T*)(segment.Address + at);
        slot = row;
        if (TRecord.HasText && textBytes != 0)
        {
            segment.TextStart -= textBytes;
            var area = new TextArea(segment.Address + segment.TextStart, textBytes);
            TRecord.MoveText(ref slot, ref area);
        }
        segment.RowCount++;
        return true;
    }

    /// <summary>
    /// Takes room for a row without long text, for the caller to write in place; a null reference if there is none. Saves
    /// a copy where a row is put together from parts.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T TryReserve<T>() where T : unmanaged
    {
        Segment segment = _segment;
        int at = segment.RowCount * sizeof(T);
        if (at + sizeof(T) > segment.TextStart) return ref Unsafe.NullRef<T>();
        segment.RowCount++;
        return ref *(T*)(segment.Address + at);
    }
}
