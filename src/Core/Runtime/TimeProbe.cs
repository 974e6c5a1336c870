namespace Millrace.Runtime;

/// <summary>
/// Runs the operators from a source to its <c>EventTime</c> on one row: the row's event time, or false if a filter drops it.
/// Called once per split, on its first rows, never per row.
/// </summary>
public delegate bool TimeProbe<T>(in T row, out long time) where T : unmanaged;
