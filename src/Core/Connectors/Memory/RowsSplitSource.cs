namespace Millrace.Connectors;

/// <summary>Rows in memory at run time.</summary>
/// <typeparam name="T">The row type.</typeparam>
public sealed class RowsSplitSource<T>(RowsSource<T> description) : SplitSource<T> where T : unmanaged
{
    // Large enough that handing out splits costs nothing, small enough that subtasks end together.
    private const int SplitRows = 64 * 1024;

    private readonly SplitSource<T>? _scripted = (SplitSource<T>?)description.Scripted;

    private object? _claimed;
    private FeedSplitReader<T>? _feeding;

    /// <inheritdoc/>
    public override string Describe() => description.Describe();

    // A feed has been enumerated as far as it has been; nobody can have it enumerated once more.
    internal override bool CanGoOn => _scripted?.CanGoOn ?? description.Feed is null;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<SourceSplit>> OpenAsync(CancellationToken cancellation)
    {
        if (_scripted is not null) return _scripted.OpenAsync(cancellation);
        if (description.Feed?.Exclusive is { } channel)
        {
            if (!ChannelClaims.TryRead(channel))
                throw new ConnectorException("The channel is read already, by another run or another From, and each row would reach one of them only. Read it once, and use the stream several times.");
            _claimed = channel;
        }
        if (description.Feed is { } feed) return new([new SourceSplit("0", 0, feed.IsBounded)]);
        var splits = new List<SourceSplit>();
        for (int from = 0; from < description.Memory.Length; from += SplitRows)
            splits.Add(new RowsSplit(from, Math.Min(SplitRows, description.Memory.Length - from)));
        return new(splits);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_claimed is not null)
        {
            // A channel ends its waits when it is told to. A sequence may be anywhere in the program's code, and is not waited for.
            if (_feeding is not null) await _feeding.StopAsync().ConfigureAwait(false);
            ChannelClaims.Release(_claimed);
        }
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override SplitReader<T> CreateReader(SourceSplit split, Action wake) => _scripted is not null ? _scripted.CreateReader(split, wake) : split is RowsSplit range
        ? new RowsSplitReader<T>(description.Memory, range)
        : _feeding = new FeedSplitReader<T>(description.Feed!, description.Describe(), wake);
}
