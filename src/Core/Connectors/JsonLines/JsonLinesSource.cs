using Millrace.Connectors;

namespace Millrace;

/// <summary>Rows of JSON Lines files. Made by <see cref="JsonLines.Read{T}"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
[Connector(typeof(JsonLinesSplitSource<,>))]
public sealed class JsonLinesSource<T> : Source<T>
{
    internal JsonLinesSource(string path, LineOptions options) { Path = path; Options = options; }

    /// <summary>A file, a directory, a pattern, or <c>-</c> for standard input.</summary>
    public string Path { get; }

    /// <summary>How the files are read.</summary>
    public LineOptions Options { get; }

    /// <inheritdoc/>
    public override string Describe() => $"json lines {Path}";

    /// <inheritdoc/>
    public override SplitSource<TRow> CreateSplits<TRow, TRecord>() => new JsonLinesSplitSource<TRow, TRecord>((JsonLinesSource<TRow>)(object)this);
}
