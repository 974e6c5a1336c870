using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>When the clock has to be looked at next for the windows that rows lie in. Thread: the subtask's.</summary>
/// <param name="spec">The windows.</param>
internal sealed class WindowEnds(WindowSpec spec)
{
    // Sessions end by key. Rows so close to each other share a look at the clock, so that there are never more to come than these.
    private const int MostSessionEnds = 4096;

    private readonly long _togetherUs = Math.Max(spec.SizeUs / MostSessionEnds, 1);
    private readonly Queue<long> _sessionEnds = new();
    private long _lastRowUs = long.MinValue;
    private long _lastSessionUs = long.MinValue;

    /// <summary>The earliest time at which a window may be over; <see cref="long.MaxValue"/> if none is open.</summary>
    public long NextUs { get; private set; } = long.MaxValue;

    /// <summary>True while a window may hold rows.</summary>
    public bool IsOpen => NextUs != long.MaxValue;

    /// <summary>A row has come. True if <see cref="NextUs"/> is now earlier, or now known.</summary>
    public bool Note(long nowUs)
    {
        _lastRowUs = nowUs;
        if (spec.Kind == WindowKind.Session)
        {
            // The first of the rows that share a look was here when the others had not come: it waits for them.
            if (_lastSessionUs == long.MinValue || nowUs - _lastSessionUs >= _togetherUs)
            {
                _lastSessionUs = nowUs;
                _sessionEnds.Enqueue(nowUs + _togetherUs - 1 + spec.SizeUs + 1);
            }
            if (IsOpen) return false;
            NextUs = _sessionEnds.Peek();
            return true;
        }
        if (IsOpen) return false;
        NextUs = EndAfter(nowUs);
        return true;
    }

    /// <summary>The operator has been told that the clock has come to <paramref name="nowUs"/>.</summary>
    public void Pass(long nowUs)
    {
        if (NextUs > nowUs) return;
        if (spec.Kind == WindowKind.Session)
        {
            while (_sessionEnds.TryPeek(out long end) && end <= nowUs) _sessionEnds.Dequeue();
            NextUs = _sessionEnds.TryPeek(out long next) ? next : long.MaxValue;
            return;
        }
        NextUs = LastEnd(_lastRowUs) > nowUs ? EndAfter(nowUs) : long.MaxValue;
    }

    /// <summary>Writes when the clock has to be looked at.</summary>
    public void Save(SnapshotWriter to)
    {
        to.Write(_lastRowUs);
        to.Write(_lastSessionUs);
        to.Write(NextUs);
        to.Write(_sessionEnds.Count);
        foreach (long end in _sessionEnds) to.Write(end);
    }

    /// <summary>Adds what <see cref="Save"/> has written.</summary>
    public void Load(SnapshotReader from)
    {
        _lastRowUs = Math.Max(_lastRowUs, from.Read<long>());
        _lastSessionUs = Math.Max(_lastSessionUs, from.Read<long>());
        NextUs = Math.Min(NextUs, from.Read<long>());
        var ends = new SortedSet<long>(_sessionEnds);
        for (int left = from.Read<int>(); left > 0; left--) ends.Add(from.Read<long>());
        _sessionEnds.Clear();
        foreach (long end in ends) _sessionEnds.Enqueue(end);
    }

    /// <summary>The first end of a window after a time: of sliding windows reckoned, of others that of a pane.</summary>
    private long EndAfter(long timeUs) => spec.Kind == WindowKind.Sliding
        ? TimeMath.Add(spec.WindowLast(spec.LastOver(timeUs - 1) + spec.SlideUs), 1)
        : TimeMath.Add(spec.PaneLast(spec.PaneStart(timeUs)), 1);

    /// <summary>The end of the last window that a row lies in.</summary>
    private long LastEnd(long timeUs) => spec.Kind switch
    {
        WindowKind.Sliding => TimeMath.Add(spec.WindowLast(spec.LastStart(spec.Line(timeUs))), 1),
        WindowKind.Cumulating => TimeMath.Add(spec.LongestLast(spec.LongestStart(timeUs)), 1),
        _ => TimeMath.Add(spec.PaneLast(spec.PaneStart(timeUs)), 1),
    };
}
