using System.Diagnostics.CodeAnalysis;
using Millrace.Connectors;

namespace Millrace.Runtime;

/// <summary>
/// Hands the splits of a source to its subtasks, in the order of their first rows' time (of their place in the list, if the
/// source has no event time), and says how far the splits not handed out hold the watermark. Thread: any; its lock is held for
/// microseconds, once per split and not per row.
/// </summary>
internal sealed class SplitAssigner<T> where T : unmanaged
{
    private const int ProbeRows = 64;
    private const int FewSplits = 4;
    private const int MaxPrepared = 8;

    private readonly Lock _changing = new();
    private readonly SplitSource<T> _source;
    private readonly TimeProbe<T>? _probe;
    private readonly long _outOfOrdernessUs;
    private readonly int _parallelism;
    private readonly List<SplitGroup<T>> _groups = [];
    private readonly List<SourceSplit> _unbounded = [];
    private readonly List<OpenSplit<T>> _open = [];
    private readonly List<Subtask> _waiting = [];
    private readonly List<(Subtask Subtask, long Until)> _paused = [];
    // Where the splits began that have been handed out and lie wholly before the one furthest behind.
    private readonly List<long> _ahead = [];
    private readonly Action<OpenSplit<T>> _wake;
    private TaskCompletionSource? _firstRows;
    private long _hold = long.MaxValue;
    private bool _holdMoves;
    private bool _probeWoken;
    private bool _someoneWaits;
    private RestoredSplits<T>? _restored;
    private long _sequence;

    public SplitAssigner(SplitSource<T> source, TimeProbe<T>? probe, Duration outOfOrderness, int parallelism)
    {
        _source = source;
        _probe = probe;
        _outOfOrdernessUs = outOfOrderness.Microseconds;
        _parallelism = parallelism;
        _wake = _ => OnReaderWoken();
    }

    /// <summary>In batch mode a split without an end is refused.</summary>
    public JobMode Mode { get; init; }

    /// <summary>True if every split ends; known after <see cref="OpenAsync"/>.</summary>
    public bool IsBounded { get; private set; }

    /// <summary>True if a subtask can go on with a split where another has stopped.</summary>
    public bool CanGoOn => _source.CanGoOn;

    /// <summary>No row of any split not handed out comes at or before this time.</summary>
    public long Hold
    {
        get
        {
            if (Volatile.Read(ref _probeWoken) || Volatile.Read(ref _holdMoves)) Refresh();
            return Volatile.Read(ref _hold);
        }
    }

    /// <summary>Opens the source and looks at the first rows of each group. May take long; nothing runs yet.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellation)
    {
        var byGroup = new Dictionary<int, SplitGroup<T>>();
        var splits = await _source.OpenAsync(cancellation).ConfigureAwait(false);
        for (int i = 0; i < splits.Count; i++)
        {
            if (!splits[i].Bounded)
            {
                if (Mode == JobMode.Batch)
                    throw new ConnectorException($"Source {_source.Describe()} has no end, and batch mode reads all input to its end; run the job in streaming mode (--mode streaming), or read what has an end, such as files or a list.");
                _unbounded.Add(splits[i]);
                continue;
            }
            if (!byGroup.TryGetValue(splits[i].Group, out var group))
            {
                byGroup[splits[i].Group] = group = new SplitGroup<T>();
                _groups.Add(group);
            }
            group.Splits.Add((splits[i], i));
        }
        IsBounded = _unbounded.Count == 0;
        if (_probe is not null)
        {
            foreach (var group in _groups) await ProbeFirstAsync(group, cancellation).ConfigureAwait(false);
        }
        lock (_changing)
        {
            _firstRows = null;
            Update();
        }
    }

    /// <summary>The unbounded splits of one subtask: each is read for ever, so they are dealt out at start.</summary>
    public List<OpenSplit<T>> TakeUnbounded(Subtask subtask, int index)
    {
        var mine = new List<OpenSplit<T>>();
        for (int i = index; i < _unbounded.Count; i += _parallelism)
        {
            var open = new OpenSplit<T>(_unbounded[i], new SplitGroup<T>(), _wake);
            mine.Add(open);
            open.HandTo(subtask);
            open.Open(_source);
        }
        return mine;
    }

    /// <summary>After a restart: leaves out the splits that subtasks had been given before. Each says the same, and the first before it asks for one.</summary>
    public void LeaveOut(IReadOnlySet<string> taken)
    {
        lock (_changing)
        {
            if (_restored is not null) return;
            _restored = new RestoredSplits<T>(_groups, taken);
            Update();
        }
    }

    /// <summary>After a restart: gives a subtask what it had not read to its end, where it was.</summary>
    public OpenSplit<T> TakeBack(Subtask subtask, SplitPlace place)
    {
        lock (_changing)
        {
            var split = _restored!.Open(place, _source, _wake);
            split.Sequence = _sequence++;
            if (_probe is not null) _ahead.Add(split.Watermark);
            _open.Add(split);
            split.HandTo(subtask);
            return split;
        }
    }

    /// <summary>Hands out the next split, if it is the subtask's turn.</summary>
    /// <param name="subtask">Who asks.</param>
    /// <param name="reached">Lowest watermark of the splits the subtask has open; null if it has none.</param>
    /// <param name="taken">The split, open.</param>
    public TakeResult TryTake(Subtask subtask, long? reached, [NotNullWhen(true)] out OpenSplit<T>? taken)
    {
        lock (_changing)
        {
            taken = null;
            Poll();
            SplitGroup<T>? next = Lowest();
            if (next is null) return TakeResult.Exhausted;
            if (!MayTake(next, subtask, reached))
            {
                if (reached is null && !_waiting.Contains(subtask)) _waiting.Add(subtask);
                NoteWaits();
                return TakeResult.Later;
            }
            taken = next.Prepared ?? new OpenSplit<T>(next.Splits[next.Next].Split, next, _wake);
            taken.Watermark = next.Hold;
            taken.Sequence = _sequence++;
            if (_probe is not null) _ahead.Add(taken.Watermark);
            _open.Add(taken);
            next.ProbedHold = next.Hold;
            next.Last = taken;
            next.Advance();
            taken.HandTo(subtask);
            taken.Open(_source);
            Update();
            WakeWaiting();
            return TakeResult.Taken;
        }
    }

    /// <summary>
    /// Whether a subtask that has read a good deal may read on: not while a split of another is behind. If not, the subtask is
    /// woken when the others have caught up.
    /// </summary>
    /// <param name="subtask">Who asks.</param>
    /// <param name="reached">Lowest watermark of the splits the subtask has open.</param>
    public bool MayReadOn(Subtask subtask, long reached)
    {
        lock (_changing)
        {
            if (LowestOpen() >= reached) return true;
            for (int i = _paused.Count - 1; i >= 0; i--)
                if (_paused[i].Subtask == subtask) _paused.RemoveAt(i);
            _paused.Add((subtask, reached));
            NoteWaits();
            return false;
        }
    }

    /// <summary>Some open split has moved on: lets those go on who waited for that. Cheap while nobody waits.</summary>
    public void Progressed()
    {
        if (!Volatile.Read(ref _someoneWaits)) return;
        lock (_changing)
        {
            WakePaused();
            if (_waiting.Count > 0 && (Lowest() is not { } next || MayTake(next, _waiting[0], null))) WakeWaiting();
        }
    }

    /// <summary>A split has been read to its end.</summary>
    public void Finished(OpenSplit<T> split)
    {
        split.Dispose();
        lock (_changing)
        {
            _open.Remove(split);
            WakePaused();
            WakeWaiting();
        }
    }

    /// <summary>Disposes readers that were prepared and never handed out, and the source.</summary>
    public async ValueTask CloseAsync()
    {
        foreach (var group in _groups) group.Prepared?.Dispose();
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private bool MayTake(SplitGroup<T> next, Subtask subtask, long? reached)
    {
        if (reached is { } time)
        {
            // Someone with work takes more only if the split's first rows are due, and never a second of a group it is reading.
            if (next.Hold >= time || (next.Last is { } last && last.Owner == subtask && _open.Contains(last))) return false;
        }
        // The first split of a group is always due: without it, time could not pass it. Later ones keep near the one furthest behind.
        if (next.Next == 0 || _open.Count == 0) return true;
        if (_probe is null) return _sequence - _open[0].Sequence < _parallelism + FewSplits;
        long behind = LowestOpen();
        for (int i = _ahead.Count - 1; i >= 0; i--)
            if (_ahead[i] <= behind) _ahead.RemoveAt(i);
        return next.Hold <= behind || _ahead.Count < _parallelism + FewSplits;
    }

    private long LowestOpen()
    {
        long lowest = long.MaxValue;
        foreach (var split in _open) lowest = Math.Min(lowest, split.Watermark);
        return lowest;
    }

    private SplitGroup<T>? Lowest()
    {
        SplitGroup<T>? lowest = null;
        foreach (var group in _groups)
        {
            if (!group.IsExhausted && (lowest is null || IsBefore(group, lowest))) lowest = group;
        }
        return lowest;
    }

    private bool IsBefore(SplitGroup<T> group, SplitGroup<T> other)
    {
        if (_probe is not null && group.Hold != other.Hold) return group.Hold < other.Hold;
        return group.Splits[group.Next].Place < other.Splits[other.Next].Place;
    }

    // Publishes the hold and lets the readers of the next splits start.
    private void Update()
    {
        long hold = long.MaxValue;
        bool moves = false;
        int prepared = 0;
        SplitGroup<T>? lowest = Lowest();
        if (lowest is not null) Prepare(lowest);
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

    private void Prepare(SplitGroup<T> group)
    {
        if (group.Prepared is not null) return;
        group.Prepared = new OpenSplit<T>(group.Splits[group.Next].Split, group, _wake);
        group.Prepared.Open(_source);
        Probe(group);
    }

    private void Poll()
    {
        if (!Volatile.Read(ref _probeWoken)) return;
        Volatile.Write(ref _probeWoken, false);
        Interlocked.MemoryBarrier();
        foreach (var group in _groups)
        {
            if (group.Prepared is { IsReady: true, RowCount: 0 } && !group.IsProbed) Probe(group);
        }
        Update();
    }

    private void Refresh()
    {
        lock (_changing)
        {
            Poll();
            Update();
        }
    }

    // Looks at the first rows; they stay with the split and are processed when it is handed out.
    private ReadResult Probe(SplitGroup<T> group)
    {
        if (_probe is null || group.IsProbed) return ReadResult.Rows;
        OpenSplit<T> split = group.Prepared!;
        if (split.RowCount > 0) return ReadResult.Rows;
        ReadResult result = split.Read(ProbeRows, out var rows);
        if (result != ReadResult.Rows) return result;
        split.Keep(rows, 0);
        for (int i = 0; i < rows.Length; i++)
        {
            if (!_probe(in rows[i], out long time)) continue;
            group.ProbedHold = Math.Max(group.ProbedHold, WatermarkClock.Of(time, _outOfOrdernessUs));
            group.IsProbed = true;
            break;
        }
        return ReadResult.Rows;
    }

    private async ValueTask ProbeFirstAsync(SplitGroup<T> group, CancellationToken cancellation)
    {
        while (!group.IsExhausted)
        {
            var split = new OpenSplit<T>(group.Splits[group.Next].Split, group, _wake);
            group.Prepared = split;
            split.Open(_source);
            ReadResult result;
            while (true)
            {
                var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Volatile.Write(ref _firstRows, woken);
                result = Probe(group);
                if (result != ReadResult.Wait) break;
                await woken.Task.WaitAsync(cancellation).ConfigureAwait(false);
            }
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

    private void OnReaderWoken()
    {
        Volatile.Write(ref _probeWoken, true);
        lock (_changing)
        {
            _firstRows?.TrySetResult();
            WakeWaiting();
        }
    }

    private void WakeWaiting()
    {
        foreach (var subtask in _waiting) subtask.Wake();
        _waiting.Clear();
        NoteWaits();
    }

    private void WakePaused()
    {
        if (_paused.Count == 0) return;
        long behind = LowestOpen();
        for (int i = _paused.Count - 1; i >= 0; i--)
        {
            if (_paused[i].Until > behind) continue;
            _paused[i].Subtask.Wake();
            _paused.RemoveAt(i);
        }
        NoteWaits();
    }

    private void NoteWaits() => Volatile.Write(ref _someoneWaits, _waiting.Count + _paused.Count > 0);
}
