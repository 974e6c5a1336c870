using Millrace.Runtime;

namespace Millrace;

/// <summary>A job that was started inside this process. All members may be used from any thread.</summary>
public sealed class RunningJob : IAsyncDisposable
{
    private readonly JobExecution _execution;

    internal RunningJob(string name, JobExecution execution)
    {
        Name = name;
        _execution = execution;
    }

    /// <summary>Name of the job.</summary>
    public string Name { get; }

    /// <summary>
    /// Ends when the job has ended and its sinks have committed. Faults with <see cref="JobFailedException"/>, whose message is
    /// for the user, or is cancelled after <see cref="CancelAsync"/>.
    /// </summary>
    public Task Completion => _execution.Completion;

    /// <summary>Rows, watermark and time; live while the job runs and final after it.</summary>
    public JobMetrics Metrics => _execution.Metrics;

    /// <summary>Stops the job without committing its sinks; ends when everything is given back. Does not throw for a job that has ended.</summary>
    public Task CancelAsync() => _execution.CancelAsync();

    /// <summary>Cancels the job if it still runs and releases it.</summary>
    public ValueTask DisposeAsync() => _execution.DisposeAsync();
}
