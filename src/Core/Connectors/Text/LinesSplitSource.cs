using System.Runtime.InteropServices;
using Millrace.Records;

namespace Millrace.Connectors;

/// <summary>Text files at run time.</summary>
public sealed class LinesSplitSource(LinesSource description) : SplitSource<TextLine>
{
    private readonly LineFiles<TextLine> _files = new(description.Path, description.Options);

    /// <inheritdoc/>
    public override string Describe() => description.Describe();

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<SourceSplit>> OpenAsync(CancellationToken cancellation) => new(_files.List());

    /// <inheritdoc/>
    public override SplitReader<TextLine> CreateReader(SourceSplit split, Action wake) =>
        new LineSplitReader<TextLine, Parser>(_files, (FileSplit)split, wake);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private readonly struct Parser : ILineParser<TextLine>
    {
        public static bool TryParse(Span<byte> line, out TextLine row, out string? what)
        {
            row = new TextLine(InPlaceText.At(ref MemoryMarshal.GetReference(line), line.Length));
            what = null;
            return true;
        }
    }
}
