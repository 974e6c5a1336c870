using System.Threading.Channels;
using Millrace.Runtime;

namespace Millrace.Connectors;

/// <summary>One subtask's way into a channel. Thread: the subtask's.</summary>
internal abstract class ChannelOutput<T>
{
    /// <summary>Sends a row, or keeps it until there is room.</summary>
    public abstract void Collect(in T row);

    /// <summary>Sends what was kept; false if some is left, and the subtask will be woken.</summary>
    public abstract bool TryDrain();
}

/// <summary>One subtask's way into a channel of <typeparamref name="TValue"/>.</summary>
internal sealed class ChannelOutput<T, TValue>(ChannelWriter<TValue> channel, Func<T, TValue> managed, SubtaskContext context) : ChannelOutput<T>
{
    private readonly Queue<TValue> _kept = new();
    private int _waiting;
    private volatile bool _closed;

    public override void Collect(in T row)
    {
        TValue value = managed(row);
        if (_kept.Count > 0 || !channel.TryWrite(value)) _kept.Enqueue(value);
        context.Metrics.RowsOut++;
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
        context.Wake();
    }
}
