using System.Diagnostics.CodeAnalysis;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>The rows of a window that an evictor leaves, in the order they came. Nothing is copied: rows are told apart by their times.</summary>
/// <typeparam name="T">The row.</typeparam>
[SuppressMessage("Performance", "CA1815", Justification = "Nobody compares them.")]
public readonly struct RemainingRows<T> where T : unmanaged
{
    private readonly NativeRows<Timed<T>> _rows;
    // Rows before this time are left out, and so are the first ones of this time.
    private readonly long _from;
    private readonly long _skip;

    private RemainingRows(NativeRows<Timed<T>> rows, long from, long skip, long count)
    {
        _rows = rows;
        _from = from;
        _skip = skip;
        Count = count;
    }

    /// <summary>Number of rows.</summary>
    public long Count { get; }

    /// <summary>Chooses rows.</summary>
    public static RemainingRows<T> Of(NativeRows<Timed<T>> rows, EvictSpec spec) => spec.Rows > 0 ? Last(rows, spec.Rows) : Within(rows, spec.AgeUs);

    /// <summary>Enumerates the rows by reference.</summary>
    public Enumerator GetEnumerator() => new(_rows.GetEnumerator(), _from, _skip);

    private static RemainingRows<T> Last(NativeRows<Timed<T>> rows, int keep)
    {
        if (rows.Count <= keep) return new(rows, long.MinValue, 0, rows.Count);
        var times = new RecordListBuilder<long>(checked((int)rows.Count));
        foreach (ref readonly var row in rows) times.Add(row.Time);
        var sorted = times.ToSpan();
        sorted.Sort();
        int first = sorted.Length - keep;
        long from = sorted[first];
        // Of the rows of that time, as many are left out as stand before the first that stays.
        int equal = first;
        while (equal > 0 && sorted[equal - 1] == from) equal--;
        return new(rows, from, first - equal, keep);
    }

    private static RemainingRows<T> Within(NativeRows<Timed<T>> rows, long ageUs)
    {
        long latest = long.MinValue, count = 0;
        foreach (ref readonly var row in rows) latest = Math.Max(latest, row.Time);
        long from = TimeMath.Subtract(latest, ageUs - 1);
        foreach (ref readonly var row in rows)
        {
            if (row.Time >= from) count++;
        }
        return new(rows, from, 0, count);
    }

    /// <summary>Goes through the rows.</summary>
    public ref struct Enumerator
    {
        private readonly long _from;
        private NativeRows<Timed<T>>.Enumerator _rows;
        private long _skip;

        internal Enumerator(NativeRows<Timed<T>>.Enumerator rows, long from, long skip)
        {
            _rows = rows;
            _from = from;
            _skip = skip;
        }

        /// <summary>The row.</summary>
        public readonly ref readonly T Current => ref _rows.Current.Row;

        /// <summary>Its event time.</summary>
        internal readonly long Time => _rows.Current.Time;

        /// <summary>Goes to the next row; false behind the last.</summary>
        public bool MoveNext()
        {
            while (_rows.MoveNext())
            {
                long time = _rows.Current.Time;
                if (time > _from || (time == _from && --_skip < 0)) return true;
            }
            return false;
        }
    }
}
