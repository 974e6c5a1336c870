using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>The value that comes first in the order of <typeparamref name="TRecord"/>: the least or, <see cref="Reversed{T, TRecord}"/>, the greatest. All zero: none yet.</summary>
/// <typeparam name="T">The value; its long text is kept in the heap.</typeparam>
/// <typeparam name="TRecord">How to order and move values.</typeparam>
public struct ExtremeSlot<T, TRecord> where T : unmanaged where TRecord : struct, IRecord<T>
{
    private T _value;
    private bool _hasValue;

    /// <summary>The first value; zero of none.</summary>
    public readonly T Result => _value;

    /// <summary>False if no value has been added.</summary>
    public readonly bool HasValue => _hasValue;

    /// <summary>True if a value can have long text.</summary>
    public static bool HasText => TRecord.HasText;

    /// <summary>Bytes of long text.</summary>
    public static int TextBytes(in ExtremeSlot<T, TRecord> slot) => slot._hasValue ? TRecord.TextBytes(in slot._value) : 0;

    /// <summary>Copies the long text to <paramref name="area"/>.</summary>
    public static void MoveText(ref ExtremeSlot<T, TRecord> slot, ref TextArea area)
    {
        if (slot._hasValue) TRecord.MoveText(ref slot._value, ref area);
    }

    /// <summary>Follows long text that has moved.</summary>
    public static void Rebase(ref ExtremeSlot<T, TRecord> slot, in Rebase rebase)
    {
        if (slot._hasValue) TRecord.Rebase(ref slot._value, in rebase);
    }

    /// <summary>Adds a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in T value, StateHeap heap)
    {
        if (_hasValue && TRecord.Compare(in value, in _value) >= 0) return;
        Set(in value, heap);
    }

    /// <summary>Takes over what <paramref name="other"/> has, if that comes before.</summary>
    public void Merge(in ExtremeSlot<T, TRecord> other, StateHeap heap)
    {
        if (other._hasValue) Add(in other._value, heap);
    }

    /// <summary>Frees the long text; the slot must not be used afterwards.</summary>
    public readonly void Release(StateHeap heap)
    {
        if (_hasValue) heap.Release<T, TRecord>(in _value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set(in T value, StateHeap heap)
    {
        if (TRecord.HasText && _hasValue) heap.Replace<T, TRecord>(ref _value, in value);
        else _value = heap.Keep<T, TRecord>(in value);
        _hasValue = true;
    }
}
