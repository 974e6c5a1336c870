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
    private const int FewSplits = 4;

    private readonly Lock _changing = new();
    private readonly SplitSource<T> _source;
    private readonly int _parallelism;
    private readonly UnopenedSplits<T> _unopened;
    private readonly List<SourceSplit> _dealt = [];
    private readonly List<OpenSplit<T>> _open = [];
    private readonly SplitWaiters _waiters = new();
    // Where the splits began that have been handed out and lie wholly before the one furthest behind.
    private readonly List<long> _ahead = [];
    private readonly Action<OpenSplit<T>> _wake;
    private RestoredSplits<T>? _restored;
    private long _sequence;

    public SplitAssigner(SplitSource<T> source, TimeProbe<T>? probe, Duration outOfOrderness, int parallelism)
    {
        _source = source;
        _parallelism = parallelism;
        _wake = _ => OnReaderWoken();
        _unopened = new UnopenedSplits<T>(source, probe, outOfOrderness.Microseconds, _wake);
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
            if (_unopened.MayHaveMoved) Refresh();
            return _unopened.Hold;
        }
    }

    /// <summary>Opens the source and looks at the first rows of each group. May take long; nothing runs yet.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellation)
    {
        var splits = await _source.OpenAsync(cancellation).ConfigureAwait(false);
        for (int i = 0; i < splits.Count; i++)
        {
            if (!splits[i].Bounded && Mode == JobMode.Batch)
                throw new ConnectorException($"Source {_source.Describe()} has no end, and batch mode reads all input to its end; run the job in streaming mode (--mode streaming), or read what has an end, such as files or a list.");
            if (splits[i] is { Bounded: true, CanBeReopened: true }) _unopened.Add(splits[i], i);
            else _dealt.Add(splits[i]);
        }
        IsBounded = _dealt.TrueForAll(static split => split.Bounded);
        await _unopened.ProbeFirstAsync(cancellation).ConfigureAwait(false);
        lock (_changing) _unopened.Update();
    }

    /// <summary>
    /// The splits of one subtask that are dealt out at start: those without an end, and those that can be read once, such as pipes. One program
    /// may write to several pipes by turns, and would wait for ever if one were read after the other.
    /// </summary>
    public List<OpenSplit<T>> TakeDealt(Subtask subtask, int index)
    {
        var mine = new List<OpenSplit<T>>();
        for (int i = index; i < _dealt.Count; i += _parallelism)
        {
            var open = new OpenSplit<T>(_dealt[i], new SplitGroup<T>(), _wake);
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
            _restored = _unopened.LeaveOut(taken);
            _unopened.Update();
        }
    }

    /// <summary>After a restart: gives a subtask what it had not read to its end, where it was.</summary>
    public OpenSplit<T> TakeBack(Subtask subtask, SplitPlace place)
    {
        lock (_changing)
        {
            var split = _restored!.Open(place, _source, _wake);
            split.Sequence = _sequence++;
            if (_unopened.HaveTime) _ahead.Add(split.Watermark);
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
            _unopened.Poll();
            SplitGroup<T>? next = _unopened.Lowest();
            if (next is null) return TakeResult.Exhausted;
            if (!MayTake(next, subtask, reached))
            {
                if (reached is null) _waiters.Wait(subtask);
                return TakeResult.Later;
            }
            taken = _unopened.Take(next);
            taken.Sequence = _sequence++;
            if (_unopened.HaveTime) _ahead.Add(taken.Watermark);
            _open.Add(taken);
            taken.HandTo(subtask);
            taken.Open(_source);
            _unopened.Update();
            _waiters.Wake();
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
            _waiters.Pause(subtask, reached);
            return false;
        }
    }

    /// <summary>Some open split has moved on: lets those go on who waited for that. Cheap while nobody waits.</summary>
    public void Progressed()
    {
        if (!_waiters.Any) return;
        lock (_changing)
        {
            _waiters.WakePaused(LowestOpen());
            if (_waiters.First is { } first && (_unopened.Lowest() is not { } next || MayTake(next, first, null))) _waiters.Wake();
        }
    }

    /// <summary>A split has been read to its end.</summary>
    public void Finished(OpenSplit<T> split)
    {
        split.Dispose();
        lock (_changing)
        {
            _open.Remove(split);
            _waiters.WakePaused(LowestOpen());
            _waiters.Wake();
        }
    }

    /// <summary>Disposes readers that were prepared and never handed out, and the source.</summary>
    public async ValueTask CloseAsync()
    {
        _unopened.Close();
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
        if (!_unopened.HaveTime) return _sequence - _open[0].Sequence < _parallelism + FewSplits;
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

    private void Refresh()
    {
        lock (_changing)
        {
            _unopened.Poll();
            _unopened.Update();
        }
    }

    private void OnReaderWoken()
    {
        _unopened.NoteReaderWoken();
        lock (_changing) _waiters.Wake();
    }
}
