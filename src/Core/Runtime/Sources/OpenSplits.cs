namespace Millrace.Runtime;

/// <summary>
/// The splits that a subtask has open: which of them is to be read next, how far they have come together, and which are silent.
/// Thread: the subtask's.
/// </summary>
internal sealed class OpenSplits<T> : IDisposable where T : unmanaged
{
    private readonly List<OpenSplit<T>> _splits = [];
    private bool _someSilent;

    /// <summary>Number of splits.</summary>
    public int Count => _splits.Count;

    /// <summary>True if rows have been read that are not processed.</summary>
    public bool HoldRows => FirstUnfinished() is not null;

    /// <summary>True if none holds the watermark back for now.</summary>
    public bool AreIdle => _splits.TrueForAll(static split => split.IsIdle);

    /// <summary>The splits, in the order in which they were opened.</summary>
    public List<OpenSplit<T>>.Enumerator GetEnumerator() => _splits.GetEnumerator();

    public void Add(OpenSplit<T> split) => _splits.Add(split);

    public void Remove(OpenSplit<T> split) => _splits.Remove(split);

    /// <summary>A split of which rows have been read that are not processed; null if there is none.</summary>
    public OpenSplit<T>? FirstUnfinished() => _splits.Find(static split => split.RowsDone < split.RowCount);

    /// <summary>The lowest watermark of a split that may be held back; null if there is none.</summary>
    public long? LowestHeldBack()
    {
        long? lowest = null;
        foreach (var split in _splits)
        {
            if (!split.IsNeverHeldBack) lowest = Math.Min(lowest ?? long.MaxValue, split.Watermark);
        }
        return lowest;
    }

    /// <summary>
    /// The split to be read next, the one that is furthest behind; if that has no rows at hand, others may be read a little ahead of it.
    /// Null if none has rows.
    /// </summary>
    /// <param name="maxRowsAhead">How far a split may be read ahead of one that is behind it and has no rows at hand.</param>
    /// <param name="lowest">The split that is furthest behind; null if none is open.</param>
    public OpenSplit<T>? Choose(int maxRowsAhead, out OpenSplit<T>? lowest)
    {
        OpenSplit<T>? chosen = null;
        lowest = null;
        foreach (var split in _splits)
        {
            // Nobody waits for a silent one.
            if (lowest is null || (split.IsIdle == lowest.IsIdle ? IsBehind(split, lowest) : lowest.IsIdle)) lowest = split;
            if (!split.IsReady && split.RowsDone == split.RowCount) continue;
            bool mayRead = split.IsNeverHeldBack || split.RowsAhead < maxRowsAhead;
            if (mayRead && (chosen is null || IsBehind(split, chosen))) chosen = split;
        }
        if (lowest is null) return null;
        lowest.RowsAhead = 0;
        return lowest is { IsReady: true, IsNeverHeldBack: false } ? lowest : chosen;
    }

    /// <summary>No row at or before this time follows.</summary>
    /// <param name="hold">The same for the splits that nobody has opened.</param>
    /// <param name="metrics">Where it is shown what decides.</param>
    public long Watermark(long hold, SubtaskMetrics metrics)
    {
        long highest = long.MinValue;
        OpenSplit<T>? behind = null;
        int idle = 0;
        foreach (var split in _splits)
        {
            highest = Math.Max(highest, split.Watermark);
            if (split.IsIdle) idle++;
            else if (behind is null || split.Watermark < behind.Watermark) behind = split;
        }
        (metrics.Behind, metrics.UnopenedUs, metrics.OpenSplits, metrics.IdleSplits) = (behind, hold, _splits.Count, idle);
        if (behind is not null) return Math.Min(hold, behind.Watermark);
        // With every split idle, the one furthest ahead decides, as if it had become idle last.
        return _splits.Count == 0 ? hold : Math.Min(hold, highest);
    }

    /// <summary>How far the split is that is furthest behind; <see cref="long.MaxValue"/> if nothing is known of any.</summary>
    // Splits without a row so far are neither behind nor ahead.
    public long LowestKnown()
    {
        long lowest = long.MaxValue;
        foreach (var split in _splits)
        {
            if (!split.IsIdle && split.Watermark != long.MinValue) lowest = Math.Min(lowest, split.Watermark);
        }
        return lowest;
    }

    /// <summary>A split that can become idle has no rows at <paramref name="listeningUs"/>.</summary>
    public void BeSilent(OpenSplit<T> split, long listeningUs)
    {
        if (split.SilentSinceUs == 0) split.SilentSinceUs = Math.Max(listeningUs, 1);
        _someSilent = true;
    }

    /// <summary>
    /// Marks those as idle that have been silent for long. Returns when to look again, from now; <see cref="long.MaxValue"/> for never.
    /// </summary>
    /// <remarks>
    /// A file that has no rows at hand only waits for its device. Only silence counts: a split that
    /// has rows nobody has read is not silent, and while the subtask has no room the time stands still.
    /// </remarks>
    /// <param name="listeningUs">The time, without that during which nothing could be read.</param>
    /// <param name="timeoutUs">How long is long; 0 if nothing is.</param>
    public long NoteIdle(long listeningUs, long timeoutUs)
    {
        if (!_someSilent || timeoutUs <= 0) return long.MaxValue;
        long next = long.MaxValue;
        foreach (var split in _splits)
        {
            if (split.SilentSinceUs == 0 || split.IsIdle || split.IsReady) continue;
            long left = split.SilentSinceUs + timeoutUs - listeningUs;
            if (left <= 0) split.IsIdle = true;
            else next = Math.Min(next, left);
        }
        _someSilent = next != long.MaxValue;
        return next;
    }

    public void Dispose()
    {
        foreach (var split in _splits) split.Dispose();
        _splits.Clear();
    }

    private static bool IsBehind(OpenSplit<T> split, OpenSplit<T> other) =>
        split.Watermark < other.Watermark || (split.Watermark == other.Watermark && split.LastTurn < other.LastTurn);
}
