namespace Millrace.Connectors;

/// <summary>An asynchronous sequence, which may never end.</summary>
internal sealed class AsyncFeed<TValue, T>(IAsyncEnumerable<TValue> values, Func<TValue, T> row) : RowFeed<T>
{
    public override bool IsBounded => false;

    public override async Task RunAsync(IRowQueue<T> queue, CancellationToken cancellation)
    {
        await using var enumerator = values.GetAsyncEnumerator(cancellation);
        while (!cancellation.IsCancellationRequested)
        {
            var next = enumerator.MoveNextAsync();
            if (!next.IsCompleted) queue.Flush();
            if (!await next.ConfigureAwait(false)) return;
            while (!queue.TryAdd(enumerator.Current, row)) await queue.WaitForRoomAsync(cancellation).ConfigureAwait(false);
        }
    }
}
