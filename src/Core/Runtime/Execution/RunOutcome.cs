namespace Millrace.Runtime;

/// <summary>How a run ends: with its last subtask, with the first failure, or by cancellation. Thread: any.</summary>
internal sealed class RunOutcome(string job) : IRunListener
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private volatile bool _cancelled;

    /// <summary>Ends with the run; faulted with the first failure.</summary>
    public Task Ended => _ended.Task;

    public bool IsCancelled => _cancelled;

    /// <summary>Marks a failure as seen where nobody awaits <see cref="Ended"/>, because opening has failed already.</summary>
    public void Observe() => _ = _ended.Task.Exception;

    /// <summary>Says how many subtasks there are; before the first runs.</summary>
    public void Expect(int subtasks)
    {
        _running = subtasks;
        if (subtasks == 0) _ended.TrySetResult();
    }

    public void Cancel()
    {
        _cancelled = true;
        _ended.TrySetException(new JobCancelledException($"Job '{job}' was cancelled."));
    }

    public void OnFinished(Subtask subtask)
    {
        if (Interlocked.Decrement(ref _running) == 0) _ended.TrySetResult();
    }

    public void OnFailed(Subtask subtask, Exception cause) => _ended.TrySetException(JobFailedException.Of(job, subtask, cause));
}
