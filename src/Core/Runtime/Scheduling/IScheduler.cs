namespace Millrace.Runtime;

/// <summary>Runs ready subtasks. Thread: any.</summary>
internal interface IScheduler
{
    /// <summary>Takes a subtask that has just become <see cref="SubtaskState.Queued"/>; each is queued at most once.</summary>
    void Enqueue(Subtask subtask);

    /// <summary>
    /// Like <see cref="Enqueue"/>, from the worker whose step of it has just ended. That worker takes a subtask next, so no other
    /// need be woken for it.
    /// </summary>
    void Requeue(Subtask subtask);

    /// <summary>Wakes the subtask at or soon after a time of the injected clock. A later call replaces nothing: each is kept.</summary>
    void WakeAt(Subtask subtask, long timeUs);

    /// <summary>Runs work that waits for a device, beside the steps. It must not throw.</summary>
    void RunBeside(IThreadPoolWorkItem work);
}
