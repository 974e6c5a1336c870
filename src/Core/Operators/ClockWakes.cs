using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>
/// When triggers want to be woken by the clock, pane by pane: what a pane that is given up has left goes with it, where event time runs faster
/// than the clock. Thread: the subtask's.
/// </summary>
internal sealed class ClockWakes<TKey>(MemoryAccount account) : IDisposable where TKey : unmanaged
{
    private const int MostSpares = 4;

    // In order of time; as few as there are panes.
    private readonly SortedList<long, TimeBuckets<TriggerWake<TKey>>> _panes = [];
    private readonly Stack<TimeBuckets<TriggerWake<TKey>>> _spares = new();
    // Panes before it have nothing that is due.
    private int _at;

    /// <summary>No wake-up is due before this time; <see cref="long.MaxValue"/> if there is none.</summary>
    public long NextTime
    {
        get
        {
            long next = long.MaxValue;
            foreach (var wakes in _panes.Values) next = Math.Min(next, wakes.NextTime);
            return next;
        }
    }

    public void Add(long time, in TriggerWake<TKey> wake)
    {
        if (!_panes.TryGetValue(wake.PaneStart, out var wakes))
        {
            wakes = _spares.TryPop(out var spare) ? spare : new(account);
            _panes.Add(wake.PaneStart, wakes);
        }
        _at = 0;
        wakes.Add(time, in wake);
    }

    /// <summary>Takes a wake-up that is due, those of a pane in order of time.</summary>
    public bool TryTake(long until, out TriggerWake<TKey> wake)
    {
        for (; _at < _panes.Count; _at++)
            if (_panes.GetValueAtIndex(_at).TryTake(until, out wake)) return true;
        _at = 0;
        wake = default;
        return false;
    }

    /// <summary>Forgets the wake-ups of a pane.</summary>
    public void Remove(long paneStart)
    {
        if (!_panes.Remove(paneStart, out var wakes)) return;
        _at = 0;
        wakes.Clear();
        if (_spares.Count < MostSpares) _spares.Push(wakes);
        else wakes.Dispose();
    }

    public void Dispose()
    {
        foreach (var wakes in _panes.Values) wakes.Dispose();
        while (_spares.TryPop(out var spare)) spare.Dispose();
    }
}
