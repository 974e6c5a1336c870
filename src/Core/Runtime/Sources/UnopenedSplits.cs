using Millrace.Connectors;

namespace Millrace.Runtime;

/// <summary>
/// The splits of a source that end, can be opened at any time, and have not been handed out: which comes next, and how far they hold the watermark. The readers of the
/// next ones are prepared, and their first rows looked at. Thread: whoever holds the assigner's lock, unless said otherwise.
/// </summary>
/// <param name="source">The source.</param>
/// <param name="probe">Tells the time of a first row; null if the source has no event time, and the order of the list counts.</param>
/// <param name="outOfOrdernessUs">How far rows may be out of order.</param>
/// <param name="wake">Called, on any thread, when a prepared reader has rows.</param>
internal sealed class UnopenedSplits<T>(SplitSource<T> source, TimeProbe<T>? probe, long outOfOrdernessUs, Action<OpenSplit<T>> wake) where T : unmanaged
{
    private const int ProbeRows = 64;
    private const int MaxPrepared = 8;

    private readonly List<SplitGroup<T>> _groups = [];
    private readonly Dictionary<int, SplitGroup<T>> _byNumber = [];
    private TaskCompletionSource? _firstRows;
    private long _hold = long.MaxValue;
    private bool _holdMoves;
    private bool _readerWoken;

    /// <summary>True if the time of first rows decides.</summary>
    public bool HaveTime => probe is not null;

    /// <summary>No row of any comes at or before this time, as <see cref="Update"/> has found. Thread: any.</summary>
    public long Hold => Volatile.Read(ref _hold);

    /// <summary>True if <see cref="Poll"/> or <see cref="Update"/> may find something new. Thread: any.</summary>
    public bool MayHaveMoved => Volatile.Read(ref _readerWoken) || Volatile.Read(ref _holdMoves);

    /// <summary>Adds a split; before anything else.</summary>
    /// <param name="split">The split.</param>
    /// <param name="place">Its place in the source's list.</param>
    public void Add(SourceSplit split, int place)
    {
        if (!_byNumber.TryGetValue(split.Group, out var group))
        {
            _byNumber[split.Group] = group = new SplitGroup<T>();
            _groups.Add(group);
        }
        group.Splits.Add((split, place));
    }

    /// <summary>After a restart: leaves out those that had been handed out before; to be followed by <see cref="Update"/>.</summary>
    public RestoredSplits<T> LeaveOut(IReadOnlySet<string> taken) => new(_groups, taken);

    /// <summary>Looks at the first rows of each group. May take long; nothing is handed out yet. Thread: the one that opens the source.</summary>
    public async ValueTask ProbeFirstAsync(CancellationToken cancellation)
    {
        if (probe is null) return;
        foreach (var group in _groups) await ProbeFirstAsync(group, cancellation).ConfigureAwait(false);
    }

    /// <summary>A prepared reader has rows. Thread: any.</summary>
    public void NoteReaderWoken()
    {
        Volatile.Write(ref _readerWoken, true);
        Volatile.Read(ref _firstRows)?.TrySetResult();
    }

    /// <summary>The group whose split comes next; null if all have been handed out.</summary>
    public SplitGroup<T>? Lowest()
    {
        SplitGroup<T>? lowest = null;
        foreach (var group in _groups)
        {
            if (!group.IsExhausted && (lowest is null || IsBefore(group, lowest))) lowest = group;
        }
        return lowest;
    }

    /// <summary>Takes the next split of a group, to be opened.</summary>
    public OpenSplit<T> Take(SplitGroup<T> group)
    {
        var taken = group.Prepared ?? NewSplit(group);
        taken.Watermark = group.ProbedHold = group.Hold;
        group.Last = taken;
        group.Advance();
        return taken;
    }

    /// <summary>Looks at first rows that have come.</summary>
    public void Poll()
    {
        if (!Volatile.Read(ref _readerWoken)) return;
        Volatile.Write(ref _readerWoken, false);
        Interlocked.MemoryBarrier();
        foreach (var group in _groups)
        {
            if (group.Prepared is { IsReady: true, RowCount: 0 } && !group.IsProbed) Probe(group);
        }
        Update();
    }

    /// <summary>Publishes the hold and lets the readers of the next splits start.</summary>
    public void Update()
    {
        long hold = long.MaxValue;
        bool moves = false;
        int prepared = 0;
        if (Lowest() is { } lowest) Prepare(lowest);
        foreach (var group in _groups)
        {
            if (group.IsExhausted) continue;
            if (group.Prepared is not null) prepared++;
            else if (group.Next > 0 && prepared < MaxPrepared) { Prepare(group); prepared++; }
            hold = Math.Min(hold, group.Hold);
            moves |= !group.IsProbed;
        }
        Volatile.Write(ref _holdMoves, moves);
        Volatile.Write(ref _hold, hold);
    }

    /// <summary>Disposes readers that were prepared and never handed out.</summary>
    public void Close()
    {
        foreach (var group in _groups) group.Prepared?.Dispose();
    }

    private bool IsBefore(SplitGroup<T> group, SplitGroup<T> other)
    {
        if (probe is not null && group.Hold != other.Hold) return group.Hold < other.Hold;
        return group.Splits[group.Next].Place < other.Splits[other.Next].Place;
    }

    private OpenSplit<T> NewSplit(SplitGroup<T> group) => new(group.Splits[group.Next].Split, group, wake);

    private void Prepare(SplitGroup<T> group)
    {
        if (group.Prepared is not null) return;
        group.Prepared = NewSplit(group);
        group.Prepared.Open(source);
        Probe(group);
    }

    // Looks at the first rows; they stay with the split and are processed when it is handed out.
    private ReadResult Probe(SplitGroup<T> group)
    {
        if (probe is null || group.IsProbed) return ReadResult.Rows;
        OpenSplit<T> split = group.Prepared!;
        if (split.RowCount > 0) return ReadResult.Rows;
        ReadResult result = split.Read(ProbeRows, out var rows);
        if (result != ReadResult.Rows) return result;
        split.Keep(rows, 0);
        for (int i = 0; i < rows.Length; i++)
        {
            if (!probe(in rows[i], out long time)) continue;
            group.ProbedHold = Math.Max(group.ProbedHold, WatermarkClock.Of(time, outOfOrdernessUs));
            group.IsProbed = true;
            break;
        }
        return ReadResult.Rows;
    }

    private async ValueTask ProbeFirstAsync(SplitGroup<T> group, CancellationToken cancellation)
    {
        while (!group.IsExhausted)
        {
            var split = NewSplit(group);
            group.Prepared = split;
            split.Open(source);
            ReadResult result;
            while (true)
            {
                var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Volatile.Write(ref _firstRows, woken);
                result = Probe(group);
                if (result != ReadResult.Wait) break;
                await woken.Task.WaitAsync(cancellation).ConfigureAwait(false);
            }
            Volatile.Write(ref _firstRows, null);
            if (result == ReadResult.End)
            {
                split.Dispose();
                group.Advance();
                continue;
            }
            LetGoOfLater();
            return;
        }
    }

    // A thousand files must not mean a thousand readers reading ahead: only the earliest keep theirs.
    private void LetGoOfLater()
    {
        SplitGroup<T>? latest = null;
        int prepared = 0;
        foreach (var group in _groups)
        {
            if (group.Prepared is null) continue;
            prepared++;
            if (latest is null || group.ProbedHold > latest.ProbedHold) latest = group;
        }
        if (prepared <= MaxPrepared) return;
        latest!.Prepared!.Dispose();
        latest.Prepared = null;
    }
}
