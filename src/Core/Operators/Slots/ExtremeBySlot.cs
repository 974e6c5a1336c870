using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>
/// Value of the row whose measure comes first in the order of <typeparamref name="TByRecord"/>: the least or, <see cref="Reversed{T, TRecord}"/>,
/// the greatest; of equal measures, of the earliest row by event time, and of equal times, of the one that came first. All zero: none yet.
/// </summary>
/// <typeparam name="TBy">The measure; its long text is kept in the heap.</typeparam>
/// <typeparam name="TByRecord">How to order and move measures.</typeparam>
/// <typeparam name="T">The value; its long text is kept in the heap.</typeparam>
/// <typeparam name="TRecord">How to move values.</typeparam>
public struct ExtremeBySlot<TBy, TByRecord, T, TRecord>
    where TBy : unmanaged where TByRecord : struct, IRecord<TBy> where T : unmanaged where TRecord : struct, IRecord<T>
{
    private TBy _by;
    private T _value;
    private long _time;
    private bool _hasValue;

    /// <summary>The value of the row with the first measure; zero of none.</summary>
    public readonly T Result => _value;

    /// <summary>False if no value has been added.</summary>
    public readonly bool HasValue => _hasValue;

    /// <summary>True if a measure or a value can have long text.</summary>
    public static bool HasText => TByRecord.HasText || TRecord.HasText;

    /// <summary>Bytes of long text.</summary>
    public static int TextBytes(in ExtremeBySlot<TBy, TByRecord, T, TRecord> slot) =>
        slot._hasValue ? TByRecord.TextBytes(in slot._by) + TRecord.TextBytes(in slot._value) : 0;

    /// <summary>Copies the long text to <paramref name="area"/>.</summary>
    public static void MoveText(ref ExtremeBySlot<TBy, TByRecord, T, TRecord> slot, ref TextArea area)
    {
        if (!slot._hasValue) return;
        TByRecord.MoveText(ref slot._by, ref area);
        TRecord.MoveText(ref slot._value, ref area);
    }

    /// <summary>Follows long text that has moved.</summary>
    public static void Rebase(ref ExtremeBySlot<TBy, TByRecord, T, TRecord> slot, in Rebase rebase)
    {
        if (!slot._hasValue) return;
        TByRecord.Rebase(ref slot._by, in rebase);
        TRecord.Rebase(ref slot._value, in rebase);
    }

    /// <summary>Adds the measure and the value of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in TBy by, in T value, long time, StateHeap heap)
    {
        if (_hasValue)
        {
            int order = TByRecord.Compare(in by, in _by);
            if (order > 0 || (order == 0 && time >= _time)) return;
        }
        Set(in by, in value, time, heap);
    }

    /// <summary>Takes over what <paramref name="other"/> has, if its measure comes before.</summary>
    public void Merge(in ExtremeBySlot<TBy, TByRecord, T, TRecord> other, StateHeap heap)
    {
        if (other._hasValue) Add(in other._by, in other._value, other._time, heap);
    }

    /// <summary>Frees the long text; the slot must not be used afterwards.</summary>
    public readonly void Release(StateHeap heap)
    {
        if (!_hasValue) return;
        heap.Release<TBy, TByRecord>(in _by);
        heap.Release<T, TRecord>(in _value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set(in TBy by, in T value, long time, StateHeap heap)
    {
        if (TByRecord.HasText && _hasValue) heap.Replace<TBy, TByRecord>(ref _by, in by);
        else _by = heap.Keep<TBy, TByRecord>(in by);
        if (TRecord.HasText && _hasValue) heap.Replace<T, TRecord>(ref _value, in value);
        else _value = heap.Keep<T, TRecord>(in value);
        _time = time;
        _hasValue = true;
    }
}
