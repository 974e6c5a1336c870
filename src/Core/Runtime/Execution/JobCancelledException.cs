namespace Millrace;

/// <summary>The job was cancelled. Everything is closed, and nothing of its output was committed.</summary>
public sealed class JobCancelledException(string message) : OperationCanceledException(message);
