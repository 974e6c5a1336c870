using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// Rows that have come back to the head of a loop and wait for their turn: in memory, and beyond that on disk. Rows of an earlier epoch
/// have their turn first; within an epoch, in the order in which they came. Thread: the subtask's.
/// </summary>
/// <remarks>
/// The subtask only copies rows in and takes blocks out; files are the work of a device, done beside. So whoever sends rows round a loop
/// may have to wait for the disk, but never for the loop.
/// </remarks>
/// <param name="memory">Where rows lie.</param>
/// <param name="device">Writes and reads what has no place there. Owned.</param>
internal sealed class FeedbackQueue(FeedbackMemory memory, FeedbackDevice device) : IDisposable
{
    private const int BlocksReadAhead = 2;

    // By the parity of their epoch: no more than two are in a loop at the same time.
    private readonly Queue<FeedbackBlock>[] _lanes = [new(), new()];
    private readonly FeedbackBlock?[] _open = new FeedbackBlock?[2];
    private readonly Stack<FeedbackBlock> _spare = new();

    /// <summary>True if no row waits.</summary>
    public bool IsEmpty => RowCount == 0;

    /// <summary>Rows that wait.</summary>
    public long RowCount { get; private set; }

    /// <summary>Bytes written to disk so far.</summary>
    public long SpilledBytes => device.SpilledBytes;

    /// <summary>False while memory is used up: the subtask is woken when some has been written to disk.</summary>
    public bool HasRoom
    {
        get
        {
            device.ThrowIfFailed();
            if (!memory.IsUsedUp) return true;
            for (int i = 0; i < 2; i++)
            {
                if (_open[i] is { } open) Seal(open);
                _open[i] = null;
            }
            // Where nothing can be written, a row longer than expected takes all there is; nobody must wait for what will not come.
            return !device.Writes;
        }
    }

    /// <summary>Copies the rows of a segment. Returns how many blocks were begun for it.</summary>
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
        open = _spare.TryPop(out var spare) ? spare : new FeedbackBlock();
        (open.Epoch, open.Shape, open.Rows) = (epoch, shape, memory.Rent(Math.Max(memory.BlockBytes, rows.SizeBytes)));
        open.Rows.Kind = rows.Kind;
        shape.Copy(rows, copied, open.Rows);
        open.RowCount = open.Rows.RowCount;
        return 1;
    }

    /// <summary>The next rows, to be given back with <see cref="Release"/>.</summary>
    public TakeState TryTake(out FeedbackBlock block)
    {
        block = null!;
        if (IsEmpty) return TakeState.End;
        device.ThrowIfFailed();
        int lane = Next();
        var waiting = _lanes[lane];
        if (waiting.Count == 0)
        {
            block = _open[lane]!;
            _open[lane] = null;
        }
        else
        {
            ReadAhead(waiting);
            if (!device.TryClaim(waiting.Peek())) return TakeState.Wait;
            block = waiting.Dequeue();
        }
        RowCount -= block.RowCount;
        return TakeState.Block;
    }

    /// <summary>Takes a block back.</summary>
    public void Release(FeedbackBlock block)
    {
        memory.Return(block);
        if (block.IsListed) return;
        block.Shape = null;
        _spare.Push(block);
    }

    /// <summary>Waits for work under way, which ends soon, and gives back everything. Called once no step runs any more.</summary>
    public void Dispose()
    {
        device.Dispose();
        foreach (var block in _open)
            if (block is not null) memory.Return(block);
        foreach (var lane in _lanes)
            foreach (var block in lane) memory.Return(block);
    }

    // The lane of the earlier epoch; some row waits in one of them.
    private int Next()
    {
        return EpochOf(0) <= EpochOf(1) ? 0 : 1;

        int EpochOf(int lane) => _lanes[lane].TryPeek(out var block) ? block.Epoch : _open[lane]?.Epoch ?? int.MaxValue;
    }

    private void ReadAhead(Queue<FeedbackBlock> waiting)
    {
        int count = 0;
        foreach (var block in waiting)
        {
            device.Fetch(block);
            if (++count == BlocksReadAhead) return;
        }
    }

    private void Seal(FeedbackBlock block)
    {
        _lanes[block.Epoch & 1].Enqueue(block);
        // The first half stays, since it has its turn soon.
        if (memory.IsHalfUsed) device.Write(block);
    }
}
