namespace Millrace.Testing;

/// <summary>How <see cref="JobTest"/> runs a job.</summary>
public sealed record JobTestOptions
{
    /// <summary>Chooses the interleaving of subtasks, and how long rows are on their way: the same seed gives the same run.</summary>
    public int Seed { get; init; }

    /// <summary>Subtasks per vertex. Default: 1.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>Whether the job runs as a stream, which is the default, or in batch mode: all input first, and then final results only.</summary>
    public JobMode Mode { get; init; } = JobMode.Streaming;

    /// <summary>The wall clock when the job starts. Default: the start of the year 2000.</summary>
    public Timestamp Start { get; init; } = Timestamp.FromUnixSeconds(946_684_800);

    /// <summary>How long rows are on their way between two subtasks at most. Default: 5 ms.</summary>
    public Duration LongestDelay { get; init; } = Duration.Milliseconds(5);

    /// <summary>How long a split may be silent before its watermark holds nobody back; zero for ever. Default: zero.</summary>
    public Duration IdleTimeout { get; init; } = Duration.Zero;

    /// <summary>Memory of the job, in bytes. Default: 64 MB.</summary>
    public long MemoryBytes { get; init; } = 64 << 20;

    /// <summary>
    /// How often the job crashes, at places that the seed chooses; about as many snapshots are taken at others. After a crash it starts again
    /// with the last snapshot, or from the beginning: sources (scripts, arrays, files) go back, and each <see cref="TestSink{T}"/> loses the rows it was given
    /// since. In batch mode it always begins anew. Default: 0.
    /// </summary>
    public int Crashes { get; init; }

    /// <summary>Called when the job has taken a snapshot: a sink that is no <see cref="TestSink{T}"/> notes here what it has, to take the rest back in <see cref="OnCrash"/>.</summary>
    public Action? OnSnapshot { get; init; }

    /// <summary>Called when the job has crashed, before it starts again.</summary>
    public Action? OnCrash { get; init; }
}
