namespace Millrace.Runtime;

/// <summary>Merges sorted runs. Thread: one at a time, of a device; may block.</summary>
internal sealed class RunMerge
{
    // A heap: each cursor is not behind those at twice its place, plus 1 and 2.
    private readonly List<RunCursor> _heap;

    public RunMerge(IEnumerable<RunCursor> cursors)
    {
        _heap = [.. cursors.Where(cursor => !cursor.IsAtEnd)];
        for (int i = _heap.Count / 2 - 1; i >= 0; i--) Sink(i);
    }

    /// <summary>True once all rows are taken.</summary>
    public bool IsAtEnd => _heap.Count == 0;

    /// <summary>Moves the next rows into an empty block, as many as it takes.</summary>
    public void Fill(MergedBlock block)
    {
        while (_heap.Count > 0)
        {
            var first = _heap[0];
            var limit = SortKey.End;
            for (int i = 1; i < Math.Min(_heap.Count, 3); i++)
            {
                if (_heap[i].Key.CompareTo(limit) < 0) limit = _heap[i].Key;
            }
            bool hasRoom = first.MoveTo(block, in limit);
            if (first.IsAtEnd)
            {
                _heap[0] = _heap[^1];
                _heap.RemoveAt(_heap.Count - 1);
            }
            if (_heap.Count > 1) Sink(0);
            if (!hasRoom) return;
        }
    }

    private void Sink(int at)
    {
        var cursor = _heap[at];
        while (2 * at + 1 < _heap.Count)
        {
            int child = 2 * at + 1;
            if (child + 1 < _heap.Count && _heap[child + 1].Key.CompareTo(_heap[child].Key) < 0) child++;
            if (cursor.Key.CompareTo(_heap[child].Key) <= 0) break;
            _heap[at] = _heap[child];
            at = child;
        }
        _heap[at] = cursor;
    }
}
