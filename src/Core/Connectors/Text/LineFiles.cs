namespace Millrace.Connectors;

/// <summary>What sources of lines share: their files and their buffers.</summary>
internal sealed class LineFiles<T>(string path, string source, LineOptions options) : IAsyncDisposable where T : unmanaged
{
    public FileSplits Splits { get; } = new(path, source, options.SplitBytes, options.BadRows, options.Buffers());

    public RowBuffers<T> Rows { get; } = new();

    /// <summary>The longest row that the job takes.</summary>
    public int MaxRowBytesOfJob { get; set; } = int.MaxValue;

    public int MaxRowBytes => Math.Min(options.MaxRowBytes, MaxRowBytesOfJob);

    public ValueTask<IReadOnlyList<SourceSplit>> ListAsync(CancellationToken cancellation) => Splits.ListAsync(mayDivide: true, static (_, input) =>
    {
        // No further than the mark: of a pipe more may never come.
        Span<byte> start = stackalloc byte[CsvHeader.ByteOrderMark.Length];
        int length = 0;
        while (length < start.Length && CsvHeader.ByteOrderMark.StartsWith(start[..length]) && input.Read(start.Slice(length, 1)) > 0) length++;
        return (null, CsvHeader.MarkLength(start[..length]));
    }, cancellation);

    public async ValueTask DisposeAsync()
    {
        await Splits.DisposeAsync().ConfigureAwait(false);
        Rows.Dispose();
    }
}
