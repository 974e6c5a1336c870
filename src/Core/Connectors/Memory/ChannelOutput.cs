using System.Threading.Channels;

namespace Millrace.Connectors;

/// <summary>One subtask's way into a channel.</summary>
internal sealed class ChannelOutput<T, TValue>(ChannelWriter<TValue> channel, Func<T, TValue> managed, Action wake) : RowOutput<T>
{
    private readonly Queue<TValue> _kept = new();
    private int _waiting;
    private volatile bool _closed;

    public override bool HasRoom => TryDrain();

    public override void Collect(in T row)
    {
        TValue value = managed(row);
        if (_kept.Count > 0 || !channel.TryWrite(value)) _kept.Enqueue(value);
    }

    public override bool TryDrain()
    {
        while (_kept.TryPeek(out var value))
        {
            if (channel.TryWrite(value))
            {
                _kept.Dequeue();
                continue;
            }
            if (_closed) throw new ConnectorException("The channel that the job writes to was completed by somebody else. Complete it only behind the job, or cancel the job first.");
            if (Interlocked.Exchange(ref _waiting, 1) == 0) _ = WakeAsync();
            return false;
        }
        return true;
    }

    private async Task WakeAsync()
    {
        try
        {
            if (!await channel.WaitToWriteAsync().ConfigureAwait(false)) _closed = true;
        }
        catch (Exception)
        {
            // Completed with an error by its reader: closed all the same.
            _closed = true;
        }
        Volatile.Write(ref _waiting, 0);
        wake();
    }
}
