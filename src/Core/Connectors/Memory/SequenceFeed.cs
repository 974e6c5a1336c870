namespace Millrace.Connectors;

/// <summary>A sequence, which ends.</summary>
internal sealed class SequenceFeed<TValue, T>(IEnumerable<TValue> values, Func<TValue, T> row) : RowFeed<T>
{
    public override bool IsBounded => true;

    public override async Task RunAsync(IRowQueue<T> queue, CancellationToken cancellation)
    {
        using var enumerator = values.GetEnumerator();
        while (!cancellation.IsCancellationRequested && queue.MoveNext(enumerator))
        {
            while (!queue.TryAdd(enumerator.Current, row)) await queue.WaitForRoomAsync(cancellation).ConfigureAwait(false);
            // Nobody knows how long the next value takes.
            if (queue.IsAwaited) queue.Flush();
        }
    }
}
