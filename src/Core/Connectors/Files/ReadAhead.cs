using Millrace.Memory;

namespace Millrace.Connectors;

/// <summary>
/// Fills buffers from an input on the thread pool while the subtask works on those filled before. Each buffer keeps
/// the pool's headroom free in front for the unfinished row of the buffer before.
/// </summary>
internal sealed class ReadAhead : IThreadPoolWorkItem, IDisposable
{
    // One in use, one ready, one being filled: the reading thread then hardly ever waits for the subtask or the other way.
    private const int Buffers = 3;

    private readonly Func<ByteInput> _open;
    private readonly BufferPool _pool;
    private readonly Action _wake;
    private readonly Lock _gate = new();
    private readonly Queue<(NativeBuffer Buffer, int Length, bool Last)> _filled = new(Buffers);
    private ByteInput? _input;
    private Exception? _error;
    private int _inUse;
    private bool _running, _finished, _waiting, _disposed;

    /// <param name="open">Opens the input; called on the pool.</param>
    /// <param name="pool">Where buffers come from.</param>
    /// <param name="wake">Called on the pool when a <see cref="TryTake"/> that said <see cref="ReadResult.Wait"/> may be repeated.</param>
    public ReadAhead(Func<ByteInput> open, BufferPool pool, Action wake)
    {
        _open = open;
        _pool = pool;
        _wake = wake;
        _running = true;
        DeviceThreads.Run(this);
    }

    /// <summary>The next buffer, with <paramref name="length"/> bytes of data behind the headroom. It is the taker's, to <see cref="Release"/>.</summary>
    public ReadResult TryTake(out NativeBuffer buffer, out int length, out bool last)
    {
        lock (_gate)
        {
            if (_filled.TryDequeue(out var filled))
            {
                (buffer, length, last) = filled;
                return ReadResult.Rows;
            }
            (buffer, length, last) = (null!, 0, false);
            if (_error is not null) throw _error is ConnectorException known ? known : new ConnectorException($"Reading ahead failed: {Sentence.Of(_error.Message)}", _error);
            if (_finished) return ReadResult.End;
            _waiting = true;
            return ReadResult.Wait;
        }
    }

    /// <summary>Gives a taken buffer back, which lets another be filled.</summary>
    public void Release(NativeBuffer buffer)
    {
        _pool.Return(buffer);
        lock (_gate)
        {
            _inUse--;
            if (_running || _finished || _disposed) return;
            _running = true;
        }
        DeviceThreads.Run(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (true)
        {
            NativeBuffer buffer;
            lock (_gate)
            {
                if (_disposed || _finished || _inUse == Buffers)
                {
                    _running = false;
                    if (_disposed) _input?.Dispose();
                    return;
                }
                _inUse++;
                buffer = _pool.Rent();
            }
            int length = 0;
            bool last = true;
            Exception? error = null;
            try
            {
                _input ??= _open();
                var room = buffer.Span[_pool.HeadroomBytes..];
                length = _input.Read(room);
                last = length == 0;
            }
            catch (Exception caught)
            {
                error = caught;
            }
            bool wake;
            lock (_gate)
            {
                if (_disposed || error is not null) _pool.Return(buffer);
                else _filled.Enqueue((buffer, length, last));
                _error = error;
                _finished = last;
                wake = _waiting && !_disposed;
                _waiting = false;
            }
            if (wake) _wake();
        }
    }

    /// <summary>Stops; a read under way ends on the pool and then gives its buffer back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            while (_filled.TryDequeue(out var filled)) _pool.Return(filled.Buffer);
            if (!_running) _input?.Dispose();
        }
    }
}
