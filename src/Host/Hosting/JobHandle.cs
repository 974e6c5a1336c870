namespace Millrace;

/// <summary>A job that a host runs: inject it to watch or stop the job. Any thread.</summary>
/// <typeparam name="TJob">The job.</typeparam>
public sealed class JobHandle<TJob> where TJob : class, IJob<TJob>
{
    private readonly TaskCompletionSource<RunningJob> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal JobHandle()
    {
        // Nobody needs to look at the failure of a job that the host has logged.
        _ = _completion.Task.ContinueWith(static task => _ = task.Exception, TaskScheduler.Default);
        _ = _started.Task.ContinueWith(static task => _ = task.Exception, TaskScheduler.Default);
    }

    /// <summary>Name of the job.</summary>
    public string Name => TJob.Name;

    /// <summary>Where the job is in its life.</summary>
    public JobState State =>
        !_started.Task.IsCompletedSuccessfully ? _completion.Task.IsFaulted ? JobState.Failed : JobState.Waiting
        : !_completion.Task.IsCompleted ? JobState.Running
        : _completion.Task.IsFaulted ? JobState.Failed
        : _completion.Task.IsCanceled ? JobState.Cancelled
        : JobState.Done;

    /// <summary>Why the job failed; null if it has not.</summary>
    public Exception? Failure => _completion.Task.Exception?.InnerException;

    /// <summary>Ends when the host has started the job.</summary>
    public Task<RunningJob> Started => _started.Task;

    /// <summary>Ends with the job, as <see cref="RunningJob.Completion"/> does.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Rows, watermark and time; null before the job has started.</summary>
    public JobMetrics? Metrics => _started.Task.IsCompletedSuccessfully ? _started.Task.Result.Metrics : null;

    /// <summary>Stops the job without committing its sinks, once it has started. The host goes on.</summary>
    public async Task CancelAsync() => await (await _started.Task.ConfigureAwait(false)).CancelAsync().ConfigureAwait(false);

    internal void SetStarted(RunningJob job) => _started.TrySetResult(job);

    internal void SetNotStarted(Exception failure)
    {
        _completion.TrySetException(failure);
        _started.TrySetException(failure);
    }

    internal void SetEnd(Task completion) => _completion.TrySetFromTask(completion);
}
