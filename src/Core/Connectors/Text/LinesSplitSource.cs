using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millrace.Records;

namespace Millrace.Connectors;

/// <summary>Text files at run time.</summary>
/// <typeparam name="T">The row type, <see cref="TextLine"/>; a parameter because generated code closes every connector over its row.</typeparam>
public sealed class LinesSplitSource<T>(LinesSource description) : SplitSource<T> where T : unmanaged
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
            row = Unsafe.BitCast<TextLine, T>(new TextLine(InPlaceText.At(ref MemoryMarshal.GetReference(line), line.Length)));
            what = null;
            return true;
        }
    }
}
