using Millrace.Connectors;
using Millrace.Records;
using Millrace.Runtime;

namespace Millrace;

/// <summary>Rows written to one CSV file, standard output, a pipe or a device. Made by <see cref="Csv.Write{T}"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
[Connector(typeof(CsvSinkOperator<,>))]
public sealed class CsvSink<T> : Sink<T>, IBufferedSink
{
    internal CsvSink(string path, CsvWriteOptions options)
    {
        Path = path;
        Options = options;
        File = new OutputFile(path, Describe());
    }

    /// <summary>The file, or <c>-</c> for standard output.</summary>
    public string Path { get; }

    /// <summary>How the file is written.</summary>
    public CsvWriteOptions Options { get; }

    internal OutputFile File { get; }

    internal byte Delimiter => (byte)Options.Delimiter;

    internal void Begin(IReadOnlyList<string> columns)
    {
        var header = new byte[64 + columns.Sum(name => 6 * name.Length + 3)];
        var writer = new Utf8Writer(header) { Delimiter = Delimiter };
        for (int i = 0; Options.HasHeader && i < columns.Count; i++)
        {
            if (i > 0) writer.Delimit();
            writer.WriteCsv(System.Text.Encoding.UTF8.GetBytes(columns[i]));
        }
        if (Options.HasHeader) writer.Byte((byte)'\n');
        File.Begin(header.AsSpan(0, writer.Written));
    }

    /// <inheritdoc/>
    public override string Describe() => $"csv {Path}";

    /// <inheritdoc/>
    public override bool UsesStandardOutput => File.IsStandardOutput;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(CancellationToken cancellation)
    {
        if (Options.Delimiter is '"' or '\n' or '\r' or '\0' or > '\x7f')
            throw new ConnectorException($"The CSV delimiter must be one ASCII character other than a line break and the quote, not '{Options.Delimiter}'.");
        return File.OpenAsync(cancellation);
    }

    ValueTask IBufferedSink.DrainAsync(CancellationToken cancellation) => File.DrainAsync(cancellation);

    /// <inheritdoc/>
    public override ValueTask CommitAsync(CancellationToken cancellation) => File.CommitAsync();

    /// <inheritdoc/>
    public override ValueTask AbortAsync() => File.AbortAsync();

    /// <inheritdoc/>
    public override void EndChain<TRow, TRecord>(OpenChain<TRow> chain) => chain.EndWith(new CsvSinkOperator<TRow, TRecord>((CsvSink<TRow>)(object)this));
}
