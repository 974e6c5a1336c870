using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>
/// The values of the rows with the first few measures, in the order of <typeparamref name="TByRecord"/>; of equal measures, the earliest by
/// event time come first, and of equal times, those that came first. All zero: none yet.
/// </summary>
/// <typeparam name="TBy">The measure; its long text is kept in the heap.</typeparam>
/// <typeparam name="TByRecord">How to order and move measures; <see cref="Reversed{T, TRecord}"/> for the greatest.</typeparam>
/// <typeparam name="T">The value; its long text is kept in the heap.</typeparam>
/// <typeparam name="TRecord">How to move values.</typeparam>
public struct TopSlot<TBy, TByRecord, T, TRecord>
    where TBy : unmanaged where TByRecord : struct, IRecord<TBy> where T : unmanaged where TRecord : struct, IRecord<T>
{
    // In order.
    private KeptList<KeptValue<TBy, T>, KeptValueRecord<TBy, TByRecord, T, TRecord>> _kept;

    /// <summary>The values in order, in the scratch arena of the running step.</summary>
    public readonly RecordList<T> Result
    {
        get
        {
            var values = new RecordListBuilder<T>(_kept.Count);
            foreach (ref readonly var kept in _kept.Span) values.Add(in kept.Value);
            return values.ToList();
        }
    }

    /// <summary>True: the values lie outside the slot.</summary>
    public static bool HasText => true;

    /// <summary>Bytes outside the slot.</summary>
    public static int TextBytes(in TopSlot<TBy, TByRecord, T, TRecord> slot) => slot._kept.TextBytes;

    /// <summary>Copies them to <paramref name="area"/>.</summary>
    public static void MoveText(ref TopSlot<TBy, TByRecord, T, TRecord> slot, ref TextArea area) => slot._kept.Move(ref area);

    /// <summary>Follows them when they have moved.</summary>
    public static void Rebase(ref TopSlot<TBy, TByRecord, T, TRecord> slot, in Rebase rebase) => slot._kept.Rebase(in rebase);

    /// <summary>How many values to keep, checked. Throws <see cref="ArgumentOutOfRangeException"/> if it is less than 1.</summary>
    public static int CheckCount(int count) => count > 0 ? count : throw new ArgumentOutOfRangeException(nameof(count), $"The best {count} rows of a group cannot be kept; ask for at least 1.");

    /// <summary>Adds the measure and the value of a row, if it is among the first <paramref name="most"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int most, in TBy by, in T value, long time, StateHeap heap)
    {
        if (_kept.Count == most)
        {
            ref readonly var last = ref _kept.Span[most - 1];
            int order = TByRecord.Compare(in by, in last.By);
            if (order > 0 || (order == 0 && time >= last.Time)) return;
        }
        Insert(most, new KeptValue<TBy, T> { By = by, Value = value, Time = time }, heap);
    }

    /// <summary>Takes over what <paramref name="other"/> has, as far as it is among the first <paramref name="most"/>.</summary>
    public void Merge(int most, in TopSlot<TBy, TByRecord, T, TRecord> other, StateHeap heap)
    {
        foreach (ref readonly var kept in other._kept.Span) Add(most, in kept.By, in kept.Value, kept.Time, heap);
    }

    /// <summary>Frees the values; the slot must not be used afterwards.</summary>
    public readonly void Release(StateHeap heap) => _kept.Release(heap);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Insert(int most, in KeptValue<TBy, T> row, StateHeap heap)
    {
        var span = _kept.Span;
        int low = 0, high = span.Length;
        // Behind those that are equal, which came before.
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (KeptValueRecord<TBy, TByRecord, T, TRecord>.Compare(in row, in span[middle]) < 0) high = middle;
            else low = middle + 1;
        }
        _kept.Insert(low, in row, most, heap);
    }
}
