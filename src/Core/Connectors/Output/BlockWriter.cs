using System.Collections.Concurrent;

namespace Millrace.Connectors;

/// <summary>
/// Writes blocks to an output on the thread pool, in the order in which they were handed over. Any number of subtasks share it;
/// none ever waits: one that finds no room is woken later.
/// </summary>
internal sealed class BlockWriter(OutputTarget target) : IThreadPoolWorkItem
{
    /// <summary>Usual size of a block.</summary>
    public const int BlockBytes = 64 * 1024;

    // Enough to keep the device busy; rows already under way may exceed it.
    private const int MaxBlocks = 16;

    private readonly Lock _gate = new();
    private readonly Queue<(byte[] Block, int Length)> _pending = new();
    private readonly ConcurrentBag<byte[]> _free = [];
    private readonly List<Action> _waiting = [];
    private TaskCompletionSource? _drained;
    private ConnectorException? _error;
    private int _unwritten;
    private bool _running, _flushed = true, _abandoned;

    /// <summary>
    /// True if a block may be handed over. Otherwise <paramref name="wake"/> is called once when it may.
    /// Throws <see cref="ConnectorException"/> if writing has failed.
    /// </summary>
    public bool HasRoom(Action wake)
    {
        if (Volatile.Read(ref _error) is { } error) throw error;
        if (Volatile.Read(ref _unwritten) < MaxBlocks) return true;
        lock (_gate)
        {
            if (_unwritten < MaxBlocks) return true;
            if (!_waiting.Contains(wake)) _waiting.Add(wake);
            return false;
        }
    }

    /// <summary>An empty block.</summary>
    public byte[] Rent() => _free.TryTake(out var block) ? block : GC.AllocateUninitializedArray<byte>(BlockBytes);

    /// <summary>Takes a block back unwritten.</summary>
    public void Return(byte[] block)
    {
        if (block.Length == BlockBytes) _free.Add(block);
    }

    /// <summary>Queues the first <paramref name="length"/> bytes of a block, which belongs to the writer from now on.</summary>
    public void Write(byte[] block, int length)
    {
        if (Volatile.Read(ref _error) is { } error) throw error;
        lock (_gate)
        {
            _pending.Enqueue((block, length));
            _unwritten++;
            if (_running) return;
            _running = true;
        }
        DeviceThreads.Run(this);
    }

    /// <summary>Ends when all that was handed over has been written. Throws <see cref="ConnectorException"/> if that failed.</summary>
    public async Task DrainAsync()
    {
        Task? drained = null;
        lock (_gate)
        {
            if (_running) drained = (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
        if (drained is not null) await drained.ConfigureAwait(false);
        if (_error is not null) throw _error;
    }

    /// <summary>
    /// Drops what is not written, and breaks the output off. Waits for nothing: a write under way may wait for a reader for ever, and the
    /// output is broken off behind it then.
    /// </summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _error ??= new ConnectorException("The output is given up.");
            _abandoned = true;
            if (_running) return;
        }
        target.Break();
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (true)
        {
            bool flush = false, done = false, abandoned = false;
            (byte[] Block, int Length) next = default;
            lock (_gate)
            {
                if (!_pending.TryDequeue(out next))
                {
                    if (_flushed || _error is not null)
                    {
                        _running = false;
                        _drained?.SetResult();
                        _drained = null;
                        (done, abandoned) = (true, _abandoned);
                    }
                    flush = true;
                }
            }
            if (abandoned) target.Break();
            if (done) return;
            try
            {
                if (flush)
                {
                    target.Stream.Flush();
                    _flushed = true;
                    continue;
                }
                if (_error is null) target.Stream.Write(next.Block, 0, next.Length);
                _flushed = false;
            }
            catch (Exception error)
            {
                Volatile.Write(ref _error, target.Explain(error));
                _flushed = true;
            }
            if (next.Block is not null) Written(next.Block);
        }
    }

    private void Written(byte[] block)
    {
        Return(block);
        Action[] wake = [];
        lock (_gate)
        {
            _unwritten--;
            // Woken at half: a subtask that comes back for a single block would sleep again at once.
            if (_waiting.Count > 0 && (_unwritten <= MaxBlocks / 2 || _error is not null))
            {
                wake = [.. _waiting];
                _waiting.Clear();
            }
        }
        foreach (var action in wake) action();
    }
}
