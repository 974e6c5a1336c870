namespace Millrace.Connectors;

/// <summary>Lines of a file whose first byte lies in a range.</summary>
/// <param name="Id">Path and offset.</param>
/// <param name="Group">Index of the file.</param>
/// <param name="File">The file. If it is compressed, offsets are those of its content.</param>
/// <param name="From">First byte of the range.</param>
/// <param name="End">First byte behind the range; <see cref="long.MaxValue"/> for all the rest.</param>
/// <param name="Aligned">True if a line is known to start at <paramref name="From"/>.</param>
internal sealed record FileSplit(string Id, int Group, InputFile File, long From, long End, bool Aligned)
    : SourceSplit(Id, Group, Bounded: true)
{
    /// <summary>Where reading begins: in the middle of a file one byte early, to see whether a line begins at <see cref="From"/>.</summary>
    public long FirstByte => Aligned ? From : From - 1;

    internal override bool CanBeReopened => !File.IsLive;
}
