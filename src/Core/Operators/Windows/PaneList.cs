using System.Diagnostics.CodeAnalysis;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>The open panes of one subtask, by time. There are few: those between the watermark and the latest row.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is a list to its operator, not a collection to iterate.")]
internal sealed class PaneList<TKey, TKeyRecord, TAcc>(MemoryAccount account, uint salt, int mostSpares = 2) : IDisposable
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TAcc : unmanaged
{
    private readonly List<Pane<TKey, TKeyRecord, TAcc>> _panes = [];
    // Emptied but with their pages: the next panes will have about as many keys. Two of them by default: one that is open while the
    // one before it is not complete yet, and one more at a jump in time.
    private readonly Stack<Pane<TKey, TKeyRecord, TAcc>> _spares = new(mostSpares);
    private uint _made;

    /// <summary>The earliest pane, or null.</summary>
    public Pane<TKey, TKeyRecord, TAcc>? First => _panes.Count == 0 ? null : _panes[0];

    /// <summary>Number of open panes.</summary>
    public int Count => _panes.Count;

    /// <summary>An open pane, in order of time.</summary>
    public Pane<TKey, TKeyRecord, TAcc> this[int index] => _panes[index];

    /// <summary>The pane that starts at <paramref name="start"/>, or null.</summary>
    public Pane<TKey, TKeyRecord, TAcc>? Find(long start)
    {
        int place = Place(start);
        return place < _panes.Count && _panes[place].Start == start ? _panes[place] : null;
    }

    /// <summary>The pane that starts at <paramref name="start"/>; a new one if there is none.</summary>
    public Pane<TKey, TKeyRecord, TAcc> GetOrAdd(long start)
    {
        int low = Place(start);
        if (low < _panes.Count && _panes[low].Start == start) return _panes[low];
        bool isSpare = _spares.Count > 0;
        var pane = Take(start);
        // A pane that follows another will have about as many keys.
        if (!isSpare && low == _panes.Count && low > 0) pane.Table.Reserve(_panes[low - 1].Table.Count);
        _panes.Insert(low, pane);
        return pane;
    }

    /// <summary>An empty pane that is not in the list.</summary>
    public Pane<TKey, TKeyRecord, TAcc> Take(long start)
    {
        if (!_spares.TryPop(out var pane)) pane = new Pane<TKey, TKeyRecord, TAcc>(account, salt + _made++);
        pane.Start = start;
        pane.Emitted = default;
        pane.HasEnded = false;
        return pane;
    }

    /// <summary>Puts a pane in that <see cref="Take"/> gave, and whose start no other has.</summary>
    public void Add(Pane<TKey, TKeyRecord, TAcc> pane) => _panes.Insert(Place(pane.Start), pane);

    /// <summary>Takes out the earliest pane, whose table has been drained.</summary>
    public void RemoveFirst()
    {
        var pane = _panes[0];
        _panes.RemoveAt(0);
        Recycle(pane);
    }

    /// <summary>Takes out a pane as it is; give it to <see cref="Recycle"/> when drained.</summary>
    public void Remove(Pane<TKey, TKeyRecord, TAcc> pane) => _panes.Remove(pane);

    /// <summary>Keeps a drained pane for later use, or frees it.</summary>
    /// <param name="pane">The pane.</param>
    /// <param name="keepKeys">The pane's keys are still in its table, with their text in its heap, for rows of the same keys.</param>
    public void Recycle(Pane<TKey, TKeyRecord, TAcc> pane, bool keepKeys = false)
    {
        if (!keepKeys) pane.Heap.Clear();
        if (_spares.Count < mostSpares) _spares.Push(pane);
        else pane.Dispose();
    }

    public void Dispose()
    {
        foreach (var pane in _panes) pane.Dispose();
        _panes.Clear();
        while (_spares.TryPop(out var pane)) pane.Dispose();
    }

    /// <summary>Index of the first pane that does not start before <paramref name="start"/>.</summary>
    private int Place(long start)
    {
        int low = 0, high = _panes.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_panes[middle].Start < start) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
