using System.Threading.Channels;

namespace Millrace.Connectors;

/// <summary>A channel, until it is completed.</summary>
internal sealed class ChannelFeed<TValue, T>(ChannelReader<TValue> channel, Func<TValue, T> row) : RowFeed<T>
{
    public override bool IsBounded => false;

    public override object? Exclusive => channel;

    public override async Task RunAsync(IRowQueue<T> queue, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            // What is written once the job has ended is for the next one.
            while (!cancellation.IsCancellationRequested && channel.TryRead(out var value))
            {
                while (!queue.TryAdd(value, row)) await queue.WaitForRoomAsync(cancellation).ConfigureAwait(false);
            }
            queue.Flush();
            if (!await channel.WaitToReadAsync(cancellation).ConfigureAwait(false)) return;
        }
    }
}
