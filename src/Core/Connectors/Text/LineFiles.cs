namespace Millrace.Connectors;

/// <summary>What sources of lines share: their files and their buffers.</summary>
internal sealed class LineFiles<T>(string path, LineOptions options) : IAsyncDisposable where T : unmanaged
{
    public FileSplits Splits { get; } = new(path, options.SplitBytes, options.BadRows, options.Buffers());

    public RowBuffers<T> Rows { get; } = new();

    public int MaxRowBytes => options.MaxRowBytes;

    public IReadOnlyList<SourceSplit> List() => Splits.List(mayDivide: true, static (_, input) =>
    {
        Span<byte> start = stackalloc byte[3];
        return (null, CsvHeader.MarkLength(start[..input.Read(start)]));
    });

    public async ValueTask DisposeAsync()
    {
        await Splits.DisposeAsync().ConfigureAwait(false);
        Rows.Dispose();
    }
}
