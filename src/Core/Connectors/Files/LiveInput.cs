namespace Millrace.Connectors;

/// <summary>
/// A pipe, a terminal or a device: bytes that come when somebody sends them, and once only. A device thread reads ahead into a ring;
/// who reads here waits for that thread and not for the sender, so that a job can end although nothing ever comes.
/// </summary>
/// <remarks>The thread itself stays in its read until the sender writes or goes. It holds nothing of the job's then.</remarks>
internal sealed class LiveInput : ByteInput, IThreadPoolWorkItem
{
    private const int RingBytes = 256 * 1024;

    private readonly string _name;
    private readonly Stream _stream;
    private readonly object _changed = new();
    private readonly byte[] _ring = [];
    private readonly bool _atOnce;
    private ConnectorException? _error;
    private long _filled, _taken;
    private bool _ended, _stopped;

    /// <param name="name">What the user would call it.</param>
    /// <param name="stream">Where to read; is disposed with this.</param>
    public LiveInput(string name, Stream stream)
    {
        _name = name;
        _stream = stream;
        _atOnce = DeviceThreads.AreAtOnce;
        if (_atOnce) return;
        _ring = GC.AllocateUninitializedArray<byte>(RingBytes);
        DeviceThreads.Run(this);
    }

    /// <summary>What has come so far; does not wait to fill <paramref name="into"/>.</summary>
    public override int Read(Span<byte> into)
    {
        if (_atOnce) return ReadStream(into);
        int count = 0;
        lock (_changed)
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
        }
        return count;
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (WaitForRoom(out int at, out int room))
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
            Monitor.PulseAll(_changed);
        }
    }

    public override void Dispose()
    {
        Stop();
        _stream.Dispose();
    }
}
