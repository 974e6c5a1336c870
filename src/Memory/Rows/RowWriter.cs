using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>Appends rows of one type to a segment: rows from its start, their long text from its end.</summary>
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

    /// <summary>Bytes that a row takes together with its long text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long BytesFor<T, TRecord>(in T row) where T : unmanaged where TRecord : struct, IRecord<T> =>
        sizeof(T) + (TRecord.HasText ? (uint)TRecord.TextBytes(in row) : 0L);

    /// <summary>
    /// Rents an empty segment for a row: of the usual size or, for a row that is longer, a block that the row has to itself.
    /// False if the account has no room at the moment.
    /// </summary>
    /// <exception cref="RowTooLongException">The row is longer than <see cref="Segment.MaxRowBytes"/>.</exception>
    public static bool TryRentFor<T, TRecord>(MemoryAccount account, in T row, int usualBytes, out Segment segment)
        where T : unmanaged where TRecord : struct, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(account);
        long rowBytes = BytesFor<T, TRecord>(in row);
        if (rowBytes > Segment.MaxRowBytes) throw new RowTooLongException(typeof(T).Name, rowBytes);
        return account.TryRent((int)Math.Max(rowBytes, usualBytes), out segment);
    }
}
