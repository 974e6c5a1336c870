using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>What stands for <see cref="SideRows{T}"/> in a running job: the rows of one side of a window, in order of time. Valid while its window is.</summary>
/// <typeparam name="T">The row.</typeparam>
public readonly struct KeptSide<T> where T : unmanaged
{
    private readonly TimeList<Kept<T>> _rows;
    private readonly TimeListPosition _first;

    /// <summary>The rows from a position up to a time.</summary>
    internal KeptSide(in TimeList<Kept<T>> rows, TimeListPosition first, long last)
    {
        _rows = rows;
        _first = first;
        int index = first.Index;
        for (int chunk = first.Chunk; chunk < rows.ChunkCount; chunk++, index = 0)
        {
            var elements = rows.Elements(chunk);
            if (elements[^1].Time > last)
            {
                var end = rows.LowerBound(last + 1);
                Count += (end.Chunk == chunk ? end.Index : elements.Length) - index;
                return;
            }
            Count += elements.Length - index;
        }
    }

    /// <summary>Number of rows.</summary>
    public long Count { get; }

    /// <summary>Enumerates the rows by reference.</summary>
    public Enumerator GetEnumerator() => new(in this);

    /// <summary>Goes through the rows.</summary>
    public ref struct Enumerator
    {
        private readonly TimeList<Kept<T>> _rows;
        private Span<TimeSlot<Kept<T>>> _elements;
        private long _left;
        private int _chunk;
        private int _at;

        internal Enumerator(scoped in KeptSide<T> side)
        {
            _rows = side._rows;
            _left = side.Count;
            _chunk = side._first.Chunk;
            _at = side._first.Index - 1;
            if (_left > 0) _elements = _rows.Elements(_chunk);
        }

        /// <summary>The row.</summary>
        public readonly ref readonly T Current
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => ref _elements[_at].Value.Row;
        }

        /// <summary>Goes to the next row; false behind the last.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            if (_left == 0) return false;
            _left--;
            if (++_at < _elements.Length) return true;
            _elements = _rows.Elements(++_chunk);
            _at = 0;
            return true;
        }
    }
}
