using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Slices in order of time, of which the oldest leave.</summary>
internal sealed class SliceList<TKey, TKeyRecord, TAcc>(PaneList<TKey, TKeyRecord, SliceEntry<TAcc>> spares) : IDisposable
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TAcc : unmanaged
{
    // Those before the first have left; they are null.
    private readonly List<Pane<TKey, TKeyRecord, SliceEntry<TAcc>>> _slices = [];
    private int _first;

    /// <summary>Slices left.</summary>
    public int Count => _slices.Count - _first;

    /// <summary>A slice, from 0 for the oldest.</summary>
    public Pane<TKey, TKeyRecord, SliceEntry<TAcc>> this[int index] => _slices[_first + index];

    /// <summary>Adds a slice behind all others.</summary>
    public void Add(Pane<TKey, TKeyRecord, SliceEntry<TAcc>> slice) => _slices.Add(slice);

    /// <summary>Index of the first slice that does not start before <paramref name="start"/>.</summary>
    public int Find(long start)
    {
        int low = _first, high = _slices.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_slices[middle].Start < start) low = middle + 1;
            else high = middle;
        }
        return low - _first;
    }

    /// <summary>Index of the slice that starts at <paramref name="start"/>; a new one if there is none.</summary>
    public int Place(long start)
    {
        int place = Find(start);
        if (place == Count || this[place].Start != start) _slices.Insert(_first + place, spares.Take(start));
        return place;
    }

    /// <summary>Lets go of the oldest slice, which has been emptied.</summary>
    public void RemoveFirst()
    {
        spares.Recycle(_slices[_first]);
        _slices[_first++] = null!;
        if (_first == _slices.Count) Clear();
    }

    /// <summary>Forgets all slices; they are in use elsewhere.</summary>
    public void Clear()
    {
        _slices.Clear();
        _first = 0;
    }

    public void Dispose()
    {
        for (; _first < _slices.Count; _first++) _slices[_first].Dispose();
    }
}
