using System.Runtime.ExceptionServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// Gathers all rows that come to a subtask and gives them back in order of their time: sorted in memory, or in runs on disk that are
/// merged. Rows of the same time come by input, then by producer, then as they arrived; a broadcast input comes first.
/// </summary>
/// <remarks>
/// The subtask's step only copies rows in and takes blocks out. Sorting, merging and files are a device's work, done beside: rows
/// are gathered in one pile while the one before is sorted and written, and a few blocks are merged ahead of the chain.
/// </remarks>
internal sealed class BlockingExchange : IThreadPoolWorkItem
{
    /// <summary>Most rows added at a time.</summary>
    public const int SliceRows = 1024;

    private const int BlocksAhead = 2;

    private readonly SortMemory _memory;
    private readonly SpillFile _file;
    private readonly Action<IThreadPoolWorkItem> _runBeside;
    private readonly Action _wake;
    private readonly List<SortLane> _lanes = [];
    private readonly object _gate = new();
    private readonly Queue<MergedBlock> _ready = new();
    private RunMerge? _merge;
    private Exception? _error;
    // The lanes of the pile being sorted; the subtask may add further ones meanwhile.
    private SortLane[] _sealedLanes = [];
    private int _runs;
    private bool _isScheduled, _isWorking, _isSealed, _hasEnded, _isMerged;
    private volatile bool _isClosed;

    /// <param name="memory">What it may use.</param>
    /// <param name="directory">Where runs go.</param>
    /// <param name="runBeside">Runs work that blocks.</param>
    /// <param name="wake">Called on any thread when there is something new.</param>
    public BlockingExchange(SortMemory memory, SpillDirectory directory, Action<IThreadPoolWorkItem> runBeside, Action wake)
    {
        _memory = memory;
        _file = new SpillFile(directory);
        _runBeside = runBeside;
        _wake = wake;
    }

    /// <summary>Bytes written to disk.</summary>
    public long SpilledBytes => _file.Length;

    /// <summary>The kinds of rows met.</summary>
    public IReadOnlyList<SortLane> Lanes => _lanes;

    /// <summary>
    /// Copies rows of a segment, and returns the first not copied: that there are some means that the subtask is woken when there is
    /// room. Thread: the subtask's.
    /// </summary>
    /// <param name="rows">The segment.</param>
    /// <param name="shape">Its rows' type.</param>
    /// <param name="from">First row.</param>
    /// <param name="input">Which input of the vertex it came by.</param>
    /// <param name="channel">Place of its channel among those of the subtask.</param>
    public int Add(Segment rows, RowShape shape, int from, int input, int channel)
    {
        ThrowIfFailed();
        var lane = LaneOf(shape, input, rows.Kind);
        if (IsPileFull() && !TrySeal(end: false)) return from;
        int to = Math.Min(rows.RowCount, from + SliceRows);
        lane.Add(rows, from, to, channel);
        return to;
    }

    /// <summary>All rows have been added. False: not yet possible, the subtask is woken when it is. Thread: the subtask's.</summary>
    public bool TryEnd()
    {
        ThrowIfFailed();
        return TrySeal(end: true);
    }

    /// <summary>The next rows, to be given back with <see cref="Release"/>. Thread: the subtask's.</summary>
    public TakeState TryTake(out MergedBlock block)
    {
        lock (_gate)
        {
            if (_ready.TryDequeue(out block!)) return TakeState.Block;
            ThrowIfFailed();
            return _isMerged ? TakeState.End : TakeState.Wait;
        }
    }

    /// <summary>Takes a block back. Thread: the subtask's.</summary>
    public void Release(MergedBlock block)
    {
        block.Return(_memory);
        lock (_gate)
        {
            if (_isMerged || _isScheduled || _error is not null) return;
            _isScheduled = true;
        }
        _runBeside(this);
    }

    /// <summary>Waits for work under way, which ends soon, and gives back everything. Called once no step runs any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            while (_isWorking) Monitor.Wait(_gate);
        }
        _memory.ReturnAll();
        _file.Dispose();
    }

    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            if (_isClosed || _error is not null) return;
            _isWorking = true;
        }
        try
        {
            while (WorkOnce()) { }
        }
        catch (Exception error)
        {
            Volatile.Write(ref _error, error);
            lock (_gate) _isScheduled = false;
        }
        lock (_gate)
        {
            _isWorking = false;
            Monitor.PulseAll(_gate);
        }
        _wake();
    }

    // One pile or one block. False: there is nothing to do, and whoever has something schedules the work again.
    private bool WorkOnce()
    {
        bool hasPile, hasEnded;
        lock (_gate)
        {
            (hasPile, hasEnded) = (_isSealed, _hasEnded);
            bool canMerge = hasEnded && !_isMerged && _ready.Count < BlocksAhead;
            if (_isClosed || (!hasPile && !canMerge))
            {
                _isScheduled = false;
                return false;
            }
        }
        if (!hasPile) Merge();
        else if (hasEnded) StartMerge();
        else SpillPile();
        _wake();
        return true;
    }

    private void SpillPile()
    {
        foreach (var lane in _sealedLanes)
        {
            if (_isClosed) return;
            lane.Spill(_runs, _file);
        }
        _runs++;
        lock (_gate) _isSealed = false;
    }

    private void StartMerge()
    {
        // The last pile stays in memory: it need not be written only to be read again.
        foreach (var lane in _sealedLanes) lane.Sort(_runs);
        foreach (var lane in _sealedLanes) lane.Reduce(Math.Max(_memory.FanIn / _sealedLanes.Length, 2), _file, () => _isClosed);
        if (_isClosed) return;
        _merge = new RunMerge(_sealedLanes.SelectMany(lane => lane.Cursors(_file)));
        lock (_gate)
        {
            _isSealed = false;
            _isMerged = _merge.IsAtEnd;
        }
    }

    private void Merge()
    {
        var block = new MergedBlock(_sealedLanes.Length, keepsChannels: false);
        _merge!.Fill(block);
        lock (_gate)
        {
            _ready.Enqueue(block);
            _isMerged = _merge.IsAtEnd;
        }
    }

    private bool IsPileFull()
    {
        long bytes = 0;
        foreach (var lane in _lanes)
        {
            // A lane may say that it is full by itself.
            if (lane.PileBytes == long.MaxValue) return true;
            bytes += lane.PileBytes;
        }
        return bytes >= _memory.PileBytes;
    }

    private bool TrySeal(bool end)
    {
        lock (_gate)
        {
            if (_isSealed) return false;
            // Nothing is sorted now, so that piles may change hands.
            foreach (var lane in _lanes) lane.Seal();
            _sealedLanes = [.. _lanes];
            _isSealed = true;
            _hasEnded = end;
            if (_isScheduled) return true;
            _isScheduled = true;
        }
        _runBeside(this);
        return true;
    }

    private SortLane LaneOf(RowShape shape, int input, int kind)
    {
        foreach (var lane in _lanes)
        {
            if (lane.Input == input && lane.Kind == kind && ReferenceEquals(lane.Shape, shape)) return lane;
        }
        var added = shape.CreateLane(_lanes.Count, input, kind, _memory);
        _lanes.Add(added);
        return added;
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _error) is { } error) ExceptionDispatchInfo.Throw(error);
    }
}
