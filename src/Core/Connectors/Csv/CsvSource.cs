using Millrace.Connectors;

namespace Millrace;

/// <summary>Rows of CSV files. Made by <see cref="Csv.Read{T}"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
[Connector(typeof(CsvSplitSource<,>))]
public sealed class CsvSource<T> : Source<T>
{
    internal CsvSource(string path, CsvOptions options) { Path = path; Options = options; }

    /// <summary>A file, a directory, a pattern, or <c>-</c> for standard input.</summary>
    public string Path { get; }

    /// <summary>How the files are read.</summary>
    public CsvOptions Options { get; }

    /// <inheritdoc/>
    public override string Describe() => $"csv {Path}";

    /// <inheritdoc/>
    public override SplitSource<TRow> CreateSplits<TRow, TRecord>() => new CsvSplitSource<TRow, TRecord>((CsvSource<TRow>)(object)this);
}
