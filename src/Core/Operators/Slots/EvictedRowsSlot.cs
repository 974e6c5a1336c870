using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>All rows with their times, in the heap; some are left out of the result. All zero: none yet.</summary>
/// <remarks>
/// Rows are chosen when the window fires, of all that it has: text of a row that operators behind may still hold is not freed before the window ends.
/// </remarks>
/// <typeparam name="T">The row; its long text is kept in the heap.</typeparam>
/// <typeparam name="TRecord">How to move rows.</typeparam>
public struct EvictedRowsSlot<T, TRecord> where T : unmanaged where TRecord : struct, IRecord<T>
{
    private NativeRows<Timed<T>> _rows;
    private EvictSpec _spec;

    /// <summary>The rows that stay. Valid while the slot is, and as long as the running step.</summary>
    public readonly RemainingRows<T> Result => RemainingRows<T>.Of(_rows, _spec);

    /// <summary>True: rows lie outside the slot.</summary>
    public static bool HasText => true;

    /// <summary>Most bytes outside the slot.</summary>
    public static int TextBytes(in EvictedRowsSlot<T, TRecord> slot) => slot._rows.TextBytes<TimedRecord<T, TRecord>>();

    /// <summary>Copies them to <paramref name="area"/>; for snapshots.</summary>
    public static void MoveText(ref EvictedRowsSlot<T, TRecord> slot, ref TextArea area) => slot._rows.Move<TimedRecord<T, TRecord>>(ref area);

    /// <summary>Follows them when they have moved.</summary>
    public static void Rebase(ref EvictedRowsSlot<T, TRecord> slot, in Rebase rebase) => slot._rows.Rebase<TimedRecord<T, TRecord>>(in rebase);

    /// <summary>Adds a row.</summary>
    public void Add(in EvictSpec spec, in T row, long time, StateHeap heap)
    {
        _spec = spec;
        _rows.Add<TimedRecord<T, TRecord>>(new Timed<T>(time, row), heap);
    }

    /// <summary>Adds the rows of <paramref name="other"/>.</summary>
    public void Merge(in EvictedRowsSlot<T, TRecord> other, StateHeap heap)
    {
        if (other._rows.Count == 0) return;
        _spec = other._spec;
        _rows.AddAll<TimedRecord<T, TRecord>>(in other._rows, heap);
    }

    /// <summary>Frees the rows; the slot must not be used afterwards.</summary>
    public readonly void Release(StateHeap heap) => _rows.Release<TimedRecord<T, TRecord>>(heap);
}
