using Millrace.Connectors;

namespace Millrace;

/// <summary>How a source reads files line by line.</summary>
public sealed record LineOptions
{
    /// <summary>What becomes of rows that cannot be read.</summary>
    public BadRows BadRows { get; init; } = BadRows.Fail;

    /// <summary>Longest line in bytes; a longer one ends the job with an error that names it.</summary>
    public int MaxRowBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Size of the splits of a plain file, in bytes.</summary>
    public int SplitBytes { get; init; } = 1024 * 1024;

    /// <summary>Makes the pool of read buffers; tests make them tiny.</summary>
    internal Func<BufferPool> Buffers { get; init; } = static () => new BufferPool();
}
