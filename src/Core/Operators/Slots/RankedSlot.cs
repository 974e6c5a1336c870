using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>
/// The rows with the first few measures, in the order of <typeparamref name="TByRecord"/>, with their ranks; of equal measures, the earliest by event
/// time come first, and of equal times, those that came first. Where ties are kept, all rows stay whose measure is that of the last, and rows of
/// equal measures have the same rank. All zero: none yet.
/// </summary>
/// <typeparam name="TBy">The measure; its long text is kept in the heap.</typeparam>
/// <typeparam name="TByRecord">How to order and move measures; <see cref="Reversed{T, TRecord}"/> for the greatest.</typeparam>
/// <typeparam name="T">The row; its long text is kept in the heap.</typeparam>
/// <typeparam name="TRecord">How to move rows.</typeparam>
public struct RankedSlot<TBy, TByRecord, T, TRecord>
    where TBy : unmanaged where TByRecord : struct, IRecord<TBy> where T : unmanaged where TRecord : struct, IRecord<T>
{
    // In order.
    private KeptList<KeptValue<TBy, T>, KeptValueRecord<TBy, TByRecord, T, TRecord>> _kept;
    // Index of the chosen row, from 1; 0 for none.
    private int _chosen;
    private bool _keepsTies;

    /// <summary>The rows in order with their ranks, in the scratch arena of the running step.</summary>
    public readonly RecordList<(T Row, int Rank)> Result
    {
        get
        {
            var kept = _kept.Span;
            var rows = new RecordListBuilder<(T Row, int Rank)>(kept.Length);
            int rank = 0;
            for (int i = 0; i < kept.Length; i++)
            {
                if (!_keepsTies || i == 0 || TByRecord.Compare(in kept[i].By, in kept[i - 1].By) != 0) rank = i + 1;
                rows.Add((kept[i].Value, rank));
            }
            return rows.ToList();
        }
    }

    /// <summary>True if a row is chosen: the one added last, if it is among the first, or one that <see cref="Choose"/> has chosen.</summary>
    public readonly bool HasChosen => _chosen != 0;

    /// <summary>The chosen row with its rank. Its text is that of the slot.</summary>
    public readonly (T Row, int Rank) Chosen
    {
        get
        {
            var kept = _kept.Span;
            ref readonly var chosen = ref kept[_chosen - 1];
            // Ties may be any number, and each that comes asks for its rank.
            int rank = _keepsTies ? CountBefore(kept[..(_chosen - 1)], in chosen.By) + 1 : _chosen;
            return (chosen.Value, rank);
        }
    }

    /// <summary>True: the rows lie outside the slot.</summary>
    public static bool HasText => true;

    /// <summary>Bytes outside the slot.</summary>
    public static int TextBytes(in RankedSlot<TBy, TByRecord, T, TRecord> slot) => slot._kept.TextBytes;

    /// <summary>Copies them to <paramref name="area"/>.</summary>
    public static void MoveText(ref RankedSlot<TBy, TByRecord, T, TRecord> slot, ref TextArea area) => slot._kept.Move(ref area);

    /// <summary>Follows them when they have moved.</summary>
    public static void Rebase(ref RankedSlot<TBy, TByRecord, T, TRecord> slot, in Rebase rebase) => slot._kept.Rebase(in rebase);

    /// <inheritdoc cref="TopSlot{TBy, TByRecord, T, TRecord}.CheckCount"/>
    public static int CheckCount(int count) => TopSlot<TBy, TByRecord, T, TRecord>.CheckCount(count);

    /// <summary>Chooses a row by its place, from 0; false if there are not so many.</summary>
    public bool Choose(int index)
    {
        bool isThere = index < _kept.Count;
        _chosen = isThere ? index + 1 : 0;
        return isThere;
    }

    /// <summary>Adds a row, and chooses it, if it is among the first <paramref name="most"/>.</summary>
    /// <param name="most">How many rows to keep.</param>
    /// <param name="keepsTies">True if rows stay that have the measure of the last.</param>
    /// <param name="by">The measure.</param>
    /// <param name="row">The row.</param>
    /// <param name="time">Its event time.</param>
    /// <param name="heap">Where rows lie.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int most, bool keepsTies, in TBy by, in T row, long time, StateHeap heap)
    {
        _chosen = 0;
        if (_kept.Count >= most)
        {
            ref readonly var last = ref _kept.Span[most - 1];
            int order = TByRecord.Compare(in by, in last.By);
            if (order > 0 || (order == 0 && !keepsTies && time >= last.Time)) return;
        }
        Insert(most, keepsTies, new KeptValue<TBy, T> { By = by, Value = row, Time = time }, heap);
    }

    /// <summary>Takes over what <paramref name="other"/> has, as far as it is among the first <paramref name="most"/>.</summary>
    public void Merge(int most, bool keepsTies, in RankedSlot<TBy, TByRecord, T, TRecord> other, StateHeap heap)
    {
        if (keepsTies)
        {
            MergeTies(most, other._kept.Span, heap);
            return;
        }
        foreach (ref readonly var kept in other._kept.Span) Add(most, keepsTies, in kept.By, in kept.Value, kept.Time, heap);
    }

    /// <summary>Frees the rows; the slot must not be used afterwards.</summary>
    public readonly void Release(StateHeap heap) => _kept.Release(heap);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Insert(int most, bool keepsTies, in KeptValue<TBy, T> row, StateHeap heap)
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
        _kept.Insert(low, in row, keepsTies ? int.MaxValue : most, heap);
        _chosen = low + 1;
        _keepsTies = keepsTies;
        if (_kept.Count > most) DropBehind(most, heap);
    }

    // In one pass: one by one, each of many ties would move those of a later time.
    private void MergeTies(int most, ReadOnlySpan<KeptValue<TBy, T>> other, StateHeap heap)
    {
        (_chosen, _keepsTies) = (0, true);
        if (_kept.Count >= most) other = other[..CountUpTo(other, in _kept.Span[most - 1].By)];
        if (other.IsEmpty) return;
        _kept.Merge(other, heap);
        if (_kept.Count <= most) return;
        // Never fewer, even if a snapshot was damaged so that rows are out of order.
        int stay = Math.Max(most, CountUpTo(_kept.Span, in _kept.Span[most - 1].By));
        if (stay < _kept.Count) _kept.Truncate(stay, heap);
    }

    /// <summary>How many of rows in order have a measure before another.</summary>
    private static int CountBefore(ReadOnlySpan<KeptValue<TBy, T>> rows, in TBy by)
    {
        int low = 0, high = rows.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (TByRecord.Compare(in rows[middle].By, in by) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>How many of rows in order have a measure before another, or that one.</summary>
    private static int CountUpTo(ReadOnlySpan<KeptValue<TBy, T>> rows, in TBy by)
    {
        int low = 0, high = rows.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (TByRecord.Compare(in rows[middle].By, in by) <= 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Drops the rows that have fallen out: those behind the last whose measure is another.</summary>
    private void DropBehind(int most, StateHeap heap)
    {
        var span = _kept.Span;
        // If one has fallen out, so has all that ties with it.
        if (TByRecord.Compare(in span[^1].By, in span[most - 1].By) != 0) _kept.Truncate(most, heap);
    }
}
