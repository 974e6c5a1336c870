namespace Millrace.Operators;

/// <summary>A row that waits for something outside the job, or a watermark behind such rows, in a snapshot.</summary>
/// <param name="IsRow">False for a watermark.</param>
/// <param name="Row">The row; its text lies in the reader.</param>
/// <param name="Time">Its event time, or the watermark.</param>
internal readonly record struct AsyncEntry<T>(bool IsRow, T Row, long Time) where T : unmanaged;
