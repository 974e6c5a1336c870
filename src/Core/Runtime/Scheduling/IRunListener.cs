namespace Millrace.Runtime;

/// <summary>Hears what becomes of subtasks. Thread: any worker.</summary>
internal interface IRunListener
{
    /// <summary>A subtask has finished.</summary>
    void OnFinished(Subtask subtask);

    /// <summary>A step has thrown; the subtask runs no more.</summary>
    void OnFailed(Subtask subtask, Exception cause);
}
