using System.Text.Json;
using Millrace.Records;

namespace Millrace.Connectors;

/// <summary>JSON Lines files at run time.</summary>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TRecord">Its JSON codec, and its CSV codec for the names of its fields.</typeparam>
public sealed class JsonLinesSplitSource<T, TRecord>(JsonLinesSource<T> description) : SplitSource<T>
    where T : unmanaged where TRecord : struct, IJsonRecord<T>, ICsvRecord<T>
{
    private readonly LineFiles<T> _files = new(description.Path, description.Describe(), description.Options);

    /// <inheritdoc/>
    public override string Describe() => description.Describe();

    internal override bool CanGoOn => _files.Splits.CanGoOn;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<SourceSplit>> OpenAsync(CancellationToken cancellation)
    {
        _files.MaxRowBytesOfJob = MaxRowBytesOfJob;
        return _files.ListAsync(cancellation);
    }

    /// <inheritdoc/>
    public override SplitReader<T> CreateReader(SourceSplit split, Action wake) =>
        new LineSplitReader<T, Parser>(_files, (FileSplit)split, wake);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private readonly struct Parser : ILineParser<T>
    {
        public static bool TryParse(Span<byte> line, out T row, out string? what)
        {
            what = null;
            row = default;
            if (line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0) return false;
            int failed;
            try
            {
                var reader = new Utf8JsonReader(line);
                reader.Read();
                if (TRecord.TryReadJson(ref reader, out row, out failed))
                {
                    if (!reader.Read()) return true;
                    failed = -1;
                }
            }
            catch (JsonException error)
            {
                what = $"the line is not a JSON object: {error.Message}";
                return false;
            }
            what = failed < 0 ? "the line is not a JSON object"
                : $"member '{TRecord.Columns[failed]}' is missing or does not fit its type";
            return false;
        }
    }
}
