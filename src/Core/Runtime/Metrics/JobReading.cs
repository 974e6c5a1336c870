namespace Millrace.Runtime;

/// <summary>What instruments show of one run of a job. Thread: any.</summary>
internal sealed class JobReading(string job, Func<JobMetricsSnapshot> metrics)
{
    private Func<JobMetricsSnapshot> _metrics = metrics;

    /// <summary>Name of the job.</summary>
    public string Job => job;

    /// <summary>The tag of its measurements.</summary>
    public KeyValuePair<string, object?> Tag { get; } = new("job", job);

    /// <summary>True once its values change no more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The values now, or the last ones.</summary>
    public JobMetricsSnapshot Read() => Volatile.Read(ref _metrics)();

    /// <summary>Keeps the last values, and no longer what they come from.</summary>
    public void End(JobMetricsSnapshot last)
    {
        Volatile.Write(ref _metrics, () => last);
        HasEnded = true;
    }
}
