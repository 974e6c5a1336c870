namespace Millrace.Runtime;

/// <summary>
/// The subtasks that wait for others to read on: for a split, or with a split that is far ahead. Thread: whoever holds the assigner's
/// lock, but for <see cref="Any"/>.
/// </summary>
internal sealed class SplitWaiters
{
    private readonly List<Subtask> _waiting = [];
    private readonly List<(Subtask Subtask, long Until)> _paused = [];
    private bool _any;

    /// <summary>True if someone waits. Thread: any.</summary>
    public bool Any => Volatile.Read(ref _any);

    /// <summary>The first of those that wait for a split; null if none does.</summary>
    public Subtask? First => _waiting.Count > 0 ? _waiting[0] : null;

    /// <summary>A subtask waits for a split.</summary>
    public void Wait(Subtask subtask)
    {
        if (!_waiting.Contains(subtask)) _waiting.Add(subtask);
        Note();
    }

    /// <summary>A subtask waits until no open split is behind a time.</summary>
    public void Pause(Subtask subtask, long until)
    {
        for (int i = _paused.Count - 1; i >= 0; i--)
            if (_paused[i].Subtask == subtask) _paused.RemoveAt(i);
        _paused.Add((subtask, until));
        Note();
    }

    /// <summary>Wakes those that wait for a split.</summary>
    public void Wake()
    {
        foreach (var subtask in _waiting) subtask.Wake();
        _waiting.Clear();
        Note();
    }

    /// <summary>Wakes those that wait for a time that all open splits have come to.</summary>
    /// <param name="behind">How far the split is that is furthest behind.</param>
    public void WakePaused(long behind)
    {
        for (int i = _paused.Count - 1; i >= 0; i--)
        {
            if (_paused[i].Until > behind) continue;
            _paused[i].Subtask.Wake();
            _paused.RemoveAt(i);
        }
        Note();
    }

    private void Note() => Volatile.Write(ref _any, _waiting.Count + _paused.Count > 0);
}
