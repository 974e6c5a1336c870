namespace Millrace;

/// <summary>A function that wants to know when its subtask starts and ends.</summary>
public interface IOperatorLifecycle
{
    /// <summary>Called once before the first row. Sets the time to live and defaults of state; an exception ends the job.</summary>
    void Open(OperatorContext context);

    /// <summary>Called once after the last row, also after a failure or cancel. State is gone.</summary>
    void Close();
}
