using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// All values, in order of event time; those of equal times in the order they came. All zero: none yet.
/// </summary>
/// <typeparam name="T">The value; its long text is kept in the heap.</typeparam>
/// <typeparam name="TRecord">How to move values.</typeparam>
public struct ListSlot<T, TRecord> where T : unmanaged where TRecord : struct, IRecord<T>
{
    // As they came.
    private KeptList<Timed<T>, TimedRecord<T, TRecord>> _kept;

    /// <summary>The values in order, in the scratch arena of the running step.</summary>
    public readonly RecordList<T> Result
    {
        get
        {
            var kept = _kept.Span;
            var values = new RecordListBuilder<T>(kept.Length);
            if (IsSorted(kept))
            {
                foreach (ref readonly var one in kept) values.Add(in one.Row);
                return values.ToList();
            }
            var order = new RecordListBuilder<(long Time, int Index)>(kept.Length);
            for (int i = 0; i < kept.Length; i++) order.Add((kept[i].Time, i));
            var sorted = order.ToSpan();
            sorted.Sort(default(ByTime));
            foreach (var (_, index) in sorted) values.Add(in kept[index].Row);
            return values.ToList();
        }
    }

    /// <summary>True: the values lie outside the slot.</summary>
    public static bool HasText => true;

    /// <summary>Bytes outside the slot.</summary>
    public static int TextBytes(in ListSlot<T, TRecord> slot) => slot._kept.TextBytes;

    /// <summary>Copies them to <paramref name="area"/>.</summary>
    public static void MoveText(ref ListSlot<T, TRecord> slot, ref TextArea area) => slot._kept.Move(ref area);

    /// <summary>Follows them when they have moved.</summary>
    public static void Rebase(ref ListSlot<T, TRecord> slot, in Rebase rebase) => slot._kept.Rebase(in rebase);

    /// <summary>Adds the value of a row.</summary>
    public void Add(in T value, long time, StateHeap heap) =>
        _kept.Insert(_kept.Count, new Timed<T>(time, value), int.MaxValue, heap);

    /// <summary>Adds what <paramref name="other"/> has.</summary>
    public void Merge(in ListSlot<T, TRecord> other, StateHeap heap)
    {
        foreach (ref readonly var kept in other._kept.Span) _kept.Insert(_kept.Count, in kept, int.MaxValue, heap);
    }

    /// <summary>Frees the values; the slot must not be used afterwards.</summary>
    public readonly void Release(StateHeap heap) => _kept.Release(heap);

    private static bool IsSorted(ReadOnlySpan<Timed<T>> kept)
    {
        for (int i = 1; i < kept.Length; i++)
            if (kept[i].Time < kept[i - 1].Time) return false;
        return true;
    }

    private readonly struct ByTime : IComparer<(long Time, int Index)>
    {
        public int Compare((long Time, int Index) left, (long Time, int Index) right) =>
            left.Time != right.Time ? left.Time.CompareTo(right.Time) : left.Index.CompareTo(right.Index);
    }
}
