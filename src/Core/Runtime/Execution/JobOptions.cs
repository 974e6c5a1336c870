using Microsoft.Extensions.Logging;

namespace Millrace;

/// <summary>How to run a job.</summary>
public sealed record JobOptions
{
    /// <summary>
    /// The highest parallelism. Every subtask has a channel to every subtask behind an exchange, so channels grow with its square; and more
    /// subtasks than cores do not work faster.
    /// </summary>
    public const int MaxParallelism = 256;

    /// <summary>Subtasks per vertex, 1 to <see cref="MaxParallelism"/>; the graph must have been built with the same number. Default: one per core.</summary>
    public int Parallelism { get; init; } = Math.Min(Environment.ProcessorCount, MaxParallelism);

    /// <summary>How the job treats its input; the graph must have been built for the same mode. Default: streaming.</summary>
    public JobMode Mode { get; init; }

    /// <summary>Where batch mode and loops keep rows that do not fit into memory; null for the system's directory for temporary files.</summary>
    public string? TempDirectory { get; init; }

    /// <summary>
    /// Most bytes on disk that rows may take which wait to go round a loop again, for each loop; beyond that the job fails. They go there when
    /// they do not fit into memory. Default: 10 GB.
    /// </summary>
    public long LoopDiskBytes { get; init; } = 10L << 30;

    /// <summary>Memory for channels, state and reserve together, in bytes, no more than the cgroup or machine has; 0 for a quarter of that.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>
    /// Memory that the job draws on and does not give back to the system, for jobs that run together or one after the other; null
    /// for a budget of its own. With <see cref="MemoryBytes"/> 0 the job takes all that is available.
    /// </summary>
    public MemoryBudget? Budget { get; init; }

    /// <summary>Where the engine writes what is worth knowing; null for nowhere.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>How long a partly filled segment may wait for more rows while its subtask has input, from zero to an hour. Default: 1 ms.</summary>
    public Duration BufferTimeout { get; init; } = Duration.Milliseconds(1);

    /// <summary>How long an unbounded split may be silent before its watermark holds nobody back, up to 365 days; zero for ever. Default: 1 s.</summary>
    public Duration IdleTimeout { get; init; } = Duration.Seconds(1);

    /// <summary>Most rows that a source reads at a time; for tests, which stop between any two.</summary>
    internal int ReadRows { get; init; } = int.MaxValue;

    /// <summary>
    /// The longest row, text included, in bytes: from 1 KB to 64 MB. Rows of files are judged where they are read, by their bytes in the file;
    /// other rows where they pass between subtasks. Default: 16 MB.
    /// </summary>
    public int MaxRowBytes { get; init; } = 16 << 20;
}
