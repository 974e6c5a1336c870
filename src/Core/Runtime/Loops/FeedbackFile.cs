namespace Millrace.Runtime;

/// <summary>A file of blocks that wait, written from its start to its end and deleted when all have been read. Thread: one at a time, of a device; blocks.</summary>
internal sealed class FeedbackFile(SpillDirectory directory) : IDisposable
{
    /// <summary>Size at which the next file is begun.</summary>
    public const long FullBytes = 64 << 20;

    /// <summary>The file.</summary>
    public SpillFile Blocks { get; } = new(directory);

    /// <summary>Blocks in it that have not been read.</summary>
    public int Waiting { get; set; }

    /// <summary>True if nothing more is written to it.</summary>
    public bool IsFull => Blocks.Length >= FullBytes;

    public void Dispose() => Blocks.Dispose();
}
