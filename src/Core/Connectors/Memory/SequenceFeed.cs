namespace Millrace.Connectors;

/// <summary>A sequence, which ends.</summary>
internal sealed class SequenceFeed<TValue, T>(IEnumerable<TValue> values, Func<TValue, T> row) : RowFeed<T>
{
    public override bool IsBounded => true;

    public override async Task RunAsync(IRowQueue<T> queue, CancellationToken cancellation)
    {
        using var enumerator = values.GetEnumerator();
        bool isAhead = false;
        while (!queue.TryAddAll(enumerator, row, ref isAhead, cancellation)) await queue.WaitForRoomAsync(cancellation).ConfigureAwait(false);
    }
}
