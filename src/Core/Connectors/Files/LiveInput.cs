namespace Millrace.Connectors;

/// <summary>
/// A pipe, a terminal or a device: bytes that come when somebody sends them, and once only. A device thread reads ahead into a ring;
/// who reads here waits for that thread and not for the sender, so that a job can end although nothing ever comes.
/// </summary>
/// <remarks>
/// Nothing is taken before the first <see cref="Read"/>: until then another may turn out to be reading it. The thread closes what it
/// reads. On Windows, and where another process takes what this one has been told of, it stays in its read until the sender writes or
/// goes; it holds nothing of the job's then.
/// </remarks>
internal sealed class LiveInput : ByteInput, IThreadPoolWorkItem
{
    private const int RingBytes = 256 * 1024;

    private readonly string _name;
    private readonly Stream _stream;
    private readonly ReadWait? _wait;
    private readonly object _changed = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _ring = [];
    private ConnectorException? _error;
    private long _filled, _taken;
    private bool _started, _atOnce, _ended, _stopped;

    /// <param name="name">What the user would call it.</param>
    /// <param name="stream">Where to read; is closed when the reading ends.</param>
    public LiveInput(string name, Stream stream)
    {
        _name = name;
        _stream = stream;
        if (!OperatingSystem.IsWindows() && stream is FileStream file) _wait = new ReadWait(file.SafeFileHandle);
    }

    /// <summary>Ends when nobody reads any more; after <see cref="Dispose"/>.</summary>
    public Task Closed => _closed.Task;

    /// <summary>True if <see cref="Closed"/> follows upon <see cref="Dispose"/>, whatever the sender does.</summary>
    public bool ClosesAtOnce => _wait is not null;

    /// <summary>What has come so far; does not wait to fill <paramref name="into"/>.</summary>
    public override int Read(Span<byte> into)
    {
        int count = 0;
        lock (_changed)
        {
            if (!_started && !_stopped) Start();
            if (!_atOnce)
            {
                while (_filled == _taken && !_ended && !_stopped) Monitor.Wait(_changed);
                if (_stopped) return 0;
                if (_filled == _taken && _error is not null) throw _error;
                while (count < into.Length && _taken < _filled)
                {
                    int at = (int)(_taken % RingBytes);
                    int piece = (int)Math.Min(Math.Min(_filled - _taken, RingBytes - at), into.Length - count);
                    _ring.AsSpan(at, piece).CopyTo(into[count..]);
                    count += piece;
                    _taken += piece;
                }
                Monitor.PulseAll(_changed);
                return count;
            }
        }
        return ReadStream(into);
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (WaitForRoom(out int at, out int room) && _wait?.WaitForInput() != false)
        {
            int count = 0;
            ConnectorException? error = null;
            try
            {
                count = ReadStream(_ring.AsSpan(at, room));
            }
            catch (ConnectorException caught)
            {
                error = caught;
            }
            lock (_changed)
            {
                _filled += count;
                _error = error;
                _ended = count == 0;
                Monitor.PulseAll(_changed);
            }
        }
        Close();
    }

    private void Start()
    {
        _started = true;
        _atOnce = DeviceThreads.AreAtOnce;
        if (_atOnce) return;
        _ring = GC.AllocateUninitializedArray<byte>(RingBytes);
        DeviceThreads.Run(this);
    }

    private bool WaitForRoom(out int at, out int room)
    {
        lock (_changed)
        {
            while (_filled - _taken == RingBytes && !_stopped) Monitor.Wait(_changed);
            at = (int)(_filled % RingBytes);
            room = (int)Math.Min(RingBytes - at, RingBytes - (_filled - _taken));
            return !_ended && !_stopped;
        }
    }

    private int ReadStream(Span<byte> into)
    {
        try
        {
            return _stream.Read(into);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new ConnectorException($"Reading {_name} failed: {Sentence.Of(error.Message)}", error) { IsTransient = true };
        }
    }

    public override void Stop()
    {
        lock (_changed)
        {
            _stopped = true;
            _wait?.Stop();
            Monitor.PulseAll(_changed);
        }
    }

    public override void Dispose()
    {
        Stop();
        // A read under way, or about to begin, is its thread's to end.
        if (!_started || _atOnce) Close();
    }

    private void Close()
    {
        _stream.Dispose();
        _wait?.Dispose();
        _closed.TrySetResult();
    }
}
