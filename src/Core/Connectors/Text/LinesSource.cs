using Millrace.Connectors;

namespace Millrace;

/// <summary>Lines of text files. Made by <see cref="Lines.Read"/>.</summary>
[Connector(typeof(LinesSplitSource<>))]
public sealed class LinesSource : Source<TextLine>
{
    internal LinesSource(string path, LineOptions options) { Path = path; Options = options; }

    /// <summary>A file, a directory, a pattern, or <c>-</c> for standard input.</summary>
    public string Path { get; }

    /// <summary>How the files are read.</summary>
    public LineOptions Options { get; }

    /// <inheritdoc/>
    public override string Describe() => $"lines {Path}";

    /// <inheritdoc/>
    public override bool NeedsLayout => false;

    /// <inheritdoc/>
    public override SplitSource<TRow> CreateSplits<TRow, TRecord>() => new LinesSplitSource<TRow>(this);
}
