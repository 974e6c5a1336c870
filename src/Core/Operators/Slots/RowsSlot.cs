using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>All rows, in the heap. All zero: none yet.</summary>
/// <remarks>They do not cross exchanges together, so that accumulators that contain them are not made before an exchange.</remarks>
/// <typeparam name="T">The row; its long text is kept in the heap.</typeparam>
/// <typeparam name="TRecord">How to move rows.</typeparam>
public struct RowsSlot<T, TRecord> where T : unmanaged where TRecord : struct, IRecord<T>
{
    private NativeRows<T> _rows;

    /// <summary>The rows.</summary>
    public readonly NativeRows<T> Result => _rows;

    /// <summary>True: rows lie outside the slot.</summary>
    public static bool HasText => true;

    /// <summary>Most bytes outside the slot.</summary>
    public static int TextBytes(in RowsSlot<T, TRecord> slot) => slot._rows.TextBytes<TRecord>();

    /// <summary>Copies them to <paramref name="area"/>; for snapshots.</summary>
    public static void MoveText(ref RowsSlot<T, TRecord> slot, ref TextArea area) => slot._rows.Move<TRecord>(ref area);

    /// <summary>Follows them when they have moved.</summary>
    public static void Rebase(ref RowsSlot<T, TRecord> slot, in Rebase rebase) => slot._rows.Rebase<TRecord>(in rebase);

    /// <summary>Adds a row.</summary>
    public void Add(in T row, StateHeap heap) => _rows.Add<TRecord>(in row, heap);

    /// <summary>Adds the rows of <paramref name="other"/>.</summary>
    public void Merge(in RowsSlot<T, TRecord> other, StateHeap heap) => _rows.AddAll<TRecord>(in other._rows, heap);

    /// <summary>Frees the rows; the slot must not be used afterwards.</summary>
    public readonly void Release(StateHeap heap) => _rows.Release<TRecord>(heap);
}
