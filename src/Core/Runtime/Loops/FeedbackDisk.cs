using System.Globalization;

namespace Millrace.Runtime;

/// <summary>What the rows of a loop take on disk, and the limit. Thread: any.</summary>
internal sealed class FeedbackDisk(string job, string loop, long limitBytes)
{
    private long _usedBytes;

    /// <summary>Takes room that has been written to.</summary>
    /// <exception cref="JobFailedException">That is more than the limit.</exception>
    public void Take(int sizeBytes)
    {
        long used = Interlocked.Add(ref _usedBytes, sizeBytes);
        if (used <= limitBytes) return;
        throw new JobFailedException(string.Create(CultureInfo.InvariantCulture,
            $"Job '{job}' failed: {Text(used)} of rows wait on disk to go round loop '{loop}' again, and --loop-disk allows {Text(limitBytes)}. ") +
            "Most likely a round makes more rows than it takes out of the loop; let fewer rows come back, or raise --loop-disk (LoopDiskBytes of JobOptions).");
    }

    /// <summary>Gives back room that has been read.</summary>
    public void Return(int sizeBytes) => Interlocked.Add(ref _usedBytes, -sizeBytes);

    private static string Text(long bytes) => bytes switch
    {
        >= 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.#} GB"),
        >= 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KB"),
    };
}
