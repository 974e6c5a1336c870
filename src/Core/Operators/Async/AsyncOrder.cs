using System.Diagnostics.CodeAnalysis;

namespace Millrace.Operators;

/// <summary>
/// Rows that wait, and the watermarks between them: says which may go on next. A watermark goes on when all rows before it have; a row
/// when those before it have (ordered), or when all watermarks before it have (unordered). Thread: its operator's.
/// </summary>
/// <param name="isOrdered">True if rows stay in order.</param>
internal sealed class AsyncOrder(bool isOrdered)
{
    // A ring. Rows join the last stretch; all but the last end with a watermark.
    private Stretch[] _stretches = new Stretch[4];
    private long _first;
    private long _last;

    /// <summary>Rows that have not gone on.</summary>
    public int Count { get; private set; }

    /// <summary>True if neither row nor watermark waits.</summary>
    public bool IsEmpty => Count == 0 && _first == _last;

    /// <summary>True if a row that need not wait may go on before those that do.</summary>
    public bool CanPass => IsEmpty || (!isOrdered && _first == _last);

    /// <summary>True if a row or watermark may go on.</summary>
    public bool CanTake => First.Head is { IsDone: true } || (First.Rows == 0 && _first != _last);

    private ref Stretch First => ref _stretches[_first & (_stretches.Length - 1)];

    /// <summary>Adds a row, which may be done already.</summary>
    public void Add(AsyncItem item)
    {
        item.Stretch = _last;
        ref var stretch = ref At(_last);
        stretch.Rows++;
        Count++;
        if (isOrdered || item.IsDone) stretch.Append(item);
    }

    /// <summary>A row may go on, when its turn has come.</summary>
    public void Done(AsyncItem item)
    {
        item.IsDone = true;
        if (!isOrdered) At(item.Stretch).Append(item);
    }

    /// <summary>Adds a watermark behind the rows so far. Not while nothing waits: then it need not wait either.</summary>
    public void Mark(long watermark)
    {
        if (At(_last).Rows == 0 && _first != _last)
        {
            // Nothing between this one and the one before.
            At(_last - 1).Watermark = watermark;
            return;
        }
        At(_last).Watermark = watermark;
        if (_last + 1 - _first == _stretches.Length) Grow();
        At(++_last) = default;
    }

    /// <summary>Takes the row that goes on next; false if none may, or a watermark comes first.</summary>
    public bool TryTake([NotNullWhen(true)] out AsyncItem? item)
    {
        ref var first = ref First;
        item = first.Head is { IsDone: true } head ? head : null;
        if (item is null) return false;
        first.Head = item.Next;
        item.Next = null;
        first.Rows--;
        Count--;
        return true;
    }

    /// <summary>Takes the watermark that goes on next; false if none may.</summary>
    public bool TryTakeWatermark(out long watermark)
    {
        ref var first = ref First;
        watermark = first.Watermark;
        if (first.Rows != 0 || _first == _last) return false;
        _first++;
        return true;
    }

    /// <summary>The last watermark that waits; <see cref="long.MinValue"/> if none does.</summary>
    public long LastWatermark => _first == _last ? long.MinValue : At(_last - 1).Watermark;

    /// <summary>Number of the first stretch.</summary>
    public long FirstStretch => _first;

    /// <summary>Number of the last stretch, which alone has no watermark at its end.</summary>
    public long LastStretch => _last;

    /// <summary>The watermark at the end of a stretch.</summary>
    public long WatermarkOf(long stretch) => At(stretch).Watermark;

    /// <summary>Adds all rows to a list (ordered), or those that are done.</summary>
    public void AddTo(List<AsyncItem> rows)
    {
        for (long i = _first; i <= _last; i++)
            for (var item = At(i).Head; item is not null; item = item.Next) rows.Add(item);
    }

    /// <summary>Forgets all rows and watermarks.</summary>
    public void Clear()
    {
        _first = _last = Count = 0;
        First = default;
    }

    private ref Stretch At(long number) => ref _stretches[number & (_stretches.Length - 1)];

    private void Grow()
    {
        var larger = new Stretch[2 * _stretches.Length];
        for (long i = _first; i <= _last; i++) larger[i & (larger.Length - 1)] = At(i);
        _stretches = larger;
    }

    private struct Stretch
    {
        /// <summary>Rows, linked in the order in which they go on: all (ordered), or those that are done.</summary>
        public AsyncItem? Head;
        public AsyncItem? Tail;
        public int Rows;
        public long Watermark;

        public void Append(AsyncItem item)
        {
            item.Next = null;
            if (Head is null) Head = item;
            else Tail!.Next = item;
            Tail = item;
        }
    }
}
