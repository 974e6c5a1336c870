using System.Collections.Concurrent;
using Millrace.Records;

namespace Millrace.Connectors;

/// <summary>CSV files at run time.</summary>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TRecord">Its CSV codec; one that reads fewer fields needs fewer columns.</typeparam>
public sealed class CsvSplitSource<T, TRecord>(CsvSource<T> description) : SplitSource<T>
    where T : unmanaged where TRecord : struct, ICsvRecord<T>
{
    private readonly CsvOptions _options = description.Options;
    private readonly ConcurrentBag<CsvIndex> _indexes = [];
    private CsvDialect _dialect;

    internal FileSplits Files { get; } = new(description.Path, description.Describe(), description.Options.SplitBytes, description.Options.BadRows, description.Options.Buffers());

    internal RowBuffers<T> Rows { get; } = new();

    internal int MaxRowBytes => Math.Min(_options.MaxRowBytes, MaxRowBytesOfJob);

    internal CsvDialect Dialect => _dialect;

    /// <inheritdoc/>
    public override string Describe() => description.Describe();

    internal override bool CanGoOn => Files.CanGoOn;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<SourceSplit>> OpenAsync(CancellationToken cancellation)
    {
        _dialect = CsvDialect.Of(_options);
        return Files.ListAsync(!_dialect.QuotedLineBreaks, (path, input) => CsvHeader.Read(path, input, _dialect, _options, TRecord.Columns), cancellation);
    }

    /// <inheritdoc/>
    public override SplitReader<T> CreateReader(SourceSplit split, Action wake) =>
        new CsvSplitReader<T, TRecord>(this, (FileSplit)split, _indexes.TryTake(out var index) ? index : new CsvIndex(_dialect), wake);

    internal void Return(CsvIndex index) => _indexes.Add(index);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await Files.DisposeAsync().ConfigureAwait(false);
        Rows.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
