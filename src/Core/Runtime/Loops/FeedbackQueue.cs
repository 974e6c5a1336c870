using System.Runtime.ExceptionServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// Rows that have come back to the head of a loop and wait for their turn: in memory, and beyond that on disk. Rows of an earlier epoch
/// have their turn first; within an epoch, in the order in which they came.
/// </summary>
/// <remarks>
/// The subtask only copies rows in and takes blocks out; files are the work of a device, done beside. So whoever sends rows round a loop
/// may have to wait for the disk, but never for the loop.
/// </remarks>
internal sealed class FeedbackQueue : IThreadPoolWorkItem, IDisposable
{
    // One open in each lane, one being read, one being worked on.
    private const int BlocksBeside = 4;
    private const int BlocksReadAhead = 2;

    private readonly ChannelMemory _memory;
    private readonly SpillDirectory _directory;
    private readonly FeedbackDisk _disk;
    private readonly Action<IThreadPoolWorkItem> _runBeside;
    private readonly Action _wake;
    private readonly Func<int, Segment> _rent;
    private readonly object _gate = new();
    // By the parity of their epoch: no more than two are in a loop at the same time.
    private readonly Queue<FeedbackBlock>[] _lanes = [new(), new()];
    private readonly FeedbackBlock?[] _open = new FeedbackBlock?[2];
    private readonly Queue<FeedbackBlock> _toWrite = new();
    private readonly Queue<FeedbackBlock> _toRead = new();
    private readonly Stack<FeedbackBlock> _spare = new();
    private readonly List<FeedbackFile> _files = [];
    private readonly int _blockBytes;
    private readonly long _mostBytes;
    private Exception? _error;
    private Segment? _arriving;
    private long _usedBytes;
    private int _writes;
    private long _spilledBytes;
    private bool _isScheduled, _isWorking;
    private volatile bool _isClosed;

    /// <param name="memory">The job's accounts.</param>
    /// <param name="shareBytes">What it may use of them; at least <see cref="MinShareBytes"/>.</param>
    /// <param name="directory">Where files go.</param>
    /// <param name="disk">What the loop may take there.</param>
    /// <param name="runBeside">Runs work that blocks.</param>
    /// <param name="wake">Called on any thread when there is something new.</param>
    public FeedbackQueue(ChannelMemory memory, long shareBytes, SpillDirectory directory, FeedbackDisk disk, Action<IThreadPoolWorkItem> runBeside, Action wake)
    {
        (_memory, _directory, _disk, _runBeside, _wake) = (memory, directory, disk, runBeside, wake);
        _rent = sizeBytes => _arriving = Rent(sizeBytes);
        _blockBytes = Segment.StandardBytes;
        while (_blockBytes * 64L > shareBytes && _blockBytes > MinBlockBytes) _blockBytes /= 2;
        _mostBytes = shareBytes - BlocksBeside * (long)_blockBytes;
    }

    /// <summary>The least memory that it can do with.</summary>
    public const long MinShareBytes = 64 * MinBlockBytes;

    private const int MinBlockBytes = 4 * 1024;

    /// <summary>True if no row waits. Thread: the subtask's.</summary>
    public bool IsEmpty => RowCount == 0;

    /// <summary>Rows that wait. Thread: the subtask's.</summary>
    public long RowCount { get; private set; }

    /// <summary>Bytes written to disk so far.</summary>
    public long SpilledBytes => Volatile.Read(ref _spilledBytes);

    /// <summary>False while memory is used up: the subtask is woken when some has been written to disk. Thread: the subtask's.</summary>
    public bool HasRoom
    {
        get
        {
            ThrowIfFailed();
            lock (_gate)
            {
                if (_usedBytes < _mostBytes) return true;
            }
            for (int i = 0; i < 2; i++)
            {
                if (_open[i] is { } open) Seal(open);
                _open[i] = null;
            }
            // Where nothing can be written, a row longer than expected takes all there is; nobody must wait for what will not come.
            lock (_gate) return _writes == 0;
        }
    }

    /// <summary>Copies the rows of a segment. Returns how many blocks were begun for it. Thread: the subtask's.</summary>
    public int Add(Segment rows, RowShape shape, int epoch)
    {
        RowCount += rows.RowCount;
        ref var open = ref _open[epoch & 1];
        int copied = 0;
        if (open is not null)
        {
            if (ReferenceEquals(open.Shape, shape)) copied = shape.Copy(rows, 0, open.Rows!);
            open.RowCount = open.Rows!.RowCount;
            if (copied == rows.RowCount) return 0;
            Seal(open);
        }
        // As large as where they come from, so that the rest fits whatever it is.
        open = NewBlock();
        (open.Epoch, open.Shape, open.Rows) = (epoch, shape, Rent(Math.Max(_blockBytes, rows.SizeBytes)));
        open.Rows.Kind = rows.Kind;
        shape.Copy(rows, copied, open.Rows);
        open.RowCount = open.Rows.RowCount;
        return 1;
    }

    /// <summary>The next rows, to be given back with <see cref="Release"/>. Thread: the subtask's.</summary>
    public TakeState TryTake(out FeedbackBlock block)
    {
        block = null!;
        if (IsEmpty) return TakeState.End;
        ThrowIfFailed();
        int lane = Next();
        lock (_gate)
        {
            var waiting = _lanes[lane];
            if (waiting.Count == 0)
            {
                block = _open[lane]!;
                _open[lane] = null;
            }
            else
            {
                ReadAhead(waiting);
                if (waiting.Peek().Place is not (FeedbackPlace.Memory or FeedbackPlace.ToWrite)) return TakeState.Wait;
                block = waiting.Dequeue();
                block.Place = FeedbackPlace.Memory;
            }
        }
        RowCount -= block.RowCount;
        return TakeState.Block;
    }

    /// <summary>Takes a block back. Thread: the subtask's.</summary>
    public void Release(FeedbackBlock block)
    {
        Return(block);
        if (block.IsListed) return;
        block.Shape = null;
        _spare.Push(block);
    }

    /// <summary>Waits for work under way, which ends soon, and gives back everything. Called once no step runs any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            while (_isWorking) Monitor.Wait(_gate);
        }
        foreach (var block in _open)
            if (block is not null) Return(block);
        foreach (var lane in _lanes)
            foreach (var block in lane) Return(block);
        _arriving?.Account.Return(_arriving);
        foreach (var file in _files) file.Dispose();
        _files.Clear();
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
            while (WorkOnce()) _wake();
        }
        catch (Exception error)
        {
            Volatile.Write(ref _error, error);
        }
        lock (_gate)
        {
            _isWorking = false;
            Monitor.PulseAll(_gate);
        }
        _wake();
    }

    // One block. False: there is nothing to do, and whoever has something schedules the work again.
    private bool WorkOnce()
    {
        FeedbackBlock? block = null;
        lock (_gate)
        {
            if (!_isClosed && !_toRead.TryDequeue(out block))
            {
                // What has had its turn meanwhile need not be written.
                while (_toWrite.TryDequeue(out block) && block.Place != FeedbackPlace.ToWrite) _writes--;
                if (block is { Place: FeedbackPlace.ToWrite }) block.Place = FeedbackPlace.Writing;
                else block = null;
            }
            if (block is null)
            {
                _isScheduled = false;
                return false;
            }
        }
        if (block.Place == FeedbackPlace.Writing) Write(block);
        else Read(block);
        return true;
    }

    private void Write(FeedbackBlock block)
    {
        if (_files.Count == 0 || _files[^1].IsFull) _files.Add(new FeedbackFile(_directory));
        var file = _files[^1];
        block.File = file;
        block.Written = block.Shape!.Write(block.Rows!, file.Blocks);
        file.Waiting++;
        _disk.Take(block.Written.StoredBytes);
        Volatile.Write(ref _spilledBytes, _spilledBytes + block.Written.StoredBytes);
        lock (_gate)
        {
            block.Place = FeedbackPlace.Disk;
            _writes--;
            ReturnRows(block);
        }
    }

    private void Read(FeedbackBlock block)
    {
        var file = block.File!;
        Segment rows = block.Shape!.Read(file.Blocks, block.Written, _rent);
        block.File = null;
        _disk.Return(block.Written.StoredBytes);
        lock (_gate)
        {
            block.Rows = rows;
            _arriving = null;
            block.Place = FeedbackPlace.Memory;
        }
        if (--file.Waiting > 0 || (file == _files[^1] && !file.IsFull)) return;
        _files.Remove(file);
        file.Dispose();
    }

    // The lane of the earlier epoch; some row waits in one of them.
    private int Next()
    {
        lock (_gate)
        {
            int first = EpochOf(0), second = EpochOf(1);
            return first <= second ? 0 : 1;
        }

        int EpochOf(int lane) => _lanes[lane].TryPeek(out var block) ? block.Epoch : _open[lane]?.Epoch ?? int.MaxValue;
    }

    private void ReadAhead(Queue<FeedbackBlock> waiting)
    {
        int count = 0;
        foreach (var block in waiting)
        {
            if (block.Place == FeedbackPlace.Disk)
            {
                block.Place = FeedbackPlace.Reading;
                _toRead.Enqueue(block);
                Schedule();
            }
            if (++count == BlocksReadAhead) return;
        }
    }

    private void Seal(FeedbackBlock block)
    {
        lock (_gate)
        {
            _lanes[block.Epoch & 1].Enqueue(block);
            // The first half stays, since it has its turn soon.
            if (_usedBytes <= _mostBytes / 2) return;
            block.Place = FeedbackPlace.ToWrite;
            block.IsListed = true;
            _toWrite.Enqueue(block);
            _writes++;
            Schedule();
        }
    }

    private void Schedule()
    {
        if (_isScheduled || _isClosed) return;
        _isScheduled = true;
        _runBeside(this);
    }

    private FeedbackBlock NewBlock() => _spare.TryPop(out var block) ? block : new FeedbackBlock();

    private Segment Rent(int sizeBytes)
    {
        if (!_memory.Loops!.TryRent(sizeBytes, out var segment)) segment = _memory.RentReserve(sizeBytes);
        lock (_gate) _usedBytes += segment.SizeBytes;
        return segment;
    }

    private void Return(FeedbackBlock block)
    {
        lock (_gate) ReturnRows(block);
    }

    private void ReturnRows(FeedbackBlock block)
    {
        if (block.Rows is not { } rows) return;
        _usedBytes -= rows.SizeBytes;
        rows.Account.Return(rows);
        block.Rows = null;
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _error) is { } error) ExceptionDispatchInfo.Throw(error);
    }
}
