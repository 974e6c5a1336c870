namespace Millrace;

/// <summary>Counters of one vertex, summed over its subtasks.</summary>
/// <param name="Name">The vertex.</param>
/// <param name="Parallelism">Number of subtasks.</param>
/// <param name="RowsIn">Rows taken: read from splits or received by channels.</param>
/// <param name="RowsOut">Rows handed to the outside world by sinks.</param>
/// <param name="LateRows">Rows that came after their window had fired.</param>
/// <param name="BadRows">Rows that could not be read and were skipped.</param>
/// <param name="Watermark">Lowest watermark of its subtasks.</param>
/// <param name="Busy">Time spent working, summed over subtasks.</param>
/// <param name="FinishedSubtasks">Number of subtasks that have finished.</param>
public sealed record VertexMetrics(string Name, int Parallelism, long RowsIn, long RowsOut, long LateRows, long BadRows,
    Timestamp Watermark, TimeSpan Busy, int FinishedSubtasks);
