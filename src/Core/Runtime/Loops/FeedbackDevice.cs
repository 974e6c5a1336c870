using System.Runtime.ExceptionServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// Writes blocks of rows that wait to go round a loop again to disk, and reads them back, beside the subtask, one at a time.
/// Thread: the subtask's, but for the work itself.
/// </summary>
/// <param name="memory">Where rows lie.</param>
/// <param name="directory">Where files go.</param>
/// <param name="disk">What the loop may take there.</param>
/// <param name="runBeside">Runs work that blocks.</param>
/// <param name="wake">Called on any thread when there is something new.</param>
internal sealed class FeedbackDevice(FeedbackMemory memory, SpillDirectory directory, FeedbackDisk disk, Action<IThreadPoolWorkItem> runBeside, Action wake)
    : IThreadPoolWorkItem, IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<FeedbackBlock> _toWrite = new();
    private readonly Queue<FeedbackBlock> _toRead = new();
    private readonly List<FeedbackFile> _files = [];
    private Func<int, Segment>? _rent;
    private Exception? _error;
    private Segment? _arriving;
    private int _writes;
    private long _spilledBytes;
    private bool _isScheduled, _isWorking, _isClosed;

    /// <summary>Bytes written to disk so far.</summary>
    public long SpilledBytes => Volatile.Read(ref _spilledBytes);

    /// <summary>True while blocks are to be written, so that there will be memory.</summary>
    public bool Writes
    {
        get
        {
            lock (_gate) return _writes > 0;
        }
    }

    /// <summary>Throws what has gone wrong beside.</summary>
    public void ThrowIfFailed()
    {
        if (Volatile.Read(ref _error) is { } error) ExceptionDispatchInfo.Throw(error);
    }

    /// <summary>Writes a block, unless it is claimed before.</summary>
    public void Write(FeedbackBlock block)
    {
        lock (_gate)
        {
            block.Place = FeedbackPlace.ToWrite;
            block.IsListed = true;
            _toWrite.Enqueue(block);
            _writes++;
            Schedule();
        }
    }

    /// <summary>Reads a block, if it is on disk.</summary>
    public void Fetch(FeedbackBlock block)
    {
        lock (_gate)
        {
            if (block.Place != FeedbackPlace.Disk) return;
            block.Place = FeedbackPlace.Reading;
            _toRead.Enqueue(block);
            Schedule();
        }
    }

    /// <summary>Keeps a block in memory from now on. False if it is not there.</summary>
    public bool TryClaim(FeedbackBlock block)
    {
        lock (_gate)
        {
            if (block.Place is not (FeedbackPlace.Memory or FeedbackPlace.ToWrite)) return false;
            block.Place = FeedbackPlace.Memory;
            return true;
        }
    }

    /// <summary>Waits for work under way, which ends soon, and removes the files. Called once no step runs any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            while (_isWorking) Monitor.Wait(_gate);
        }
        if (_arriving is not null) memory.Return(_arriving);
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
            while (WorkOnce()) wake();
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
        wake();
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
        if (block.Place == FeedbackPlace.Writing) WriteNow(block);
        else ReadNow(block);
        return true;
    }

    private void WriteNow(FeedbackBlock block)
    {
        if (_files.Count == 0 || _files[^1].IsFull) _files.Add(new FeedbackFile(directory));
        var file = _files[^1];
        block.File = file;
        block.Written = block.Shape!.Write(block.Rows!, file.Blocks);
        file.Waiting++;
        disk.Take(block.Written.StoredBytes);
        Volatile.Write(ref _spilledBytes, _spilledBytes + block.Written.StoredBytes);
        lock (_gate)
        {
            // First: without writes, whoever wants room takes more than there is.
            memory.Return(block);
            block.Place = FeedbackPlace.Disk;
            _writes--;
        }
    }

    private void ReadNow(FeedbackBlock block)
    {
        var file = block.File!;
        Segment rows = block.Shape!.Read(file.Blocks, block.Written, _rent ??= Rent);
        block.File = null;
        disk.Return(block.Written.StoredBytes);
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

    private Segment Rent(int sizeBytes) => _arriving = memory.Rent(sizeBytes);

    private void Schedule()
    {
        if (_isScheduled || _isClosed) return;
        _isScheduled = true;
        runBeside(this);
    }
}
