namespace Millrace;

/// <summary>What a job has done so far.</summary>
/// <param name="RowsIn">Rows read by sources.</param>
/// <param name="RowsOut">Rows handed over by sinks.</param>
/// <param name="Watermark">Event time that the whole job has reached: the lowest watermark of any subtask that still runs.</param>
/// <param name="Elapsed">Time since the start, until the end if it has ended.</param>
/// <param name="Vertices">Counters by vertex, upstream first.</param>
/// <param name="LateRows">Rows that came after their window had fired.</param>
/// <param name="BadRows">Rows that could not be read and were skipped.</param>
public sealed record JobMetricsSnapshot(long RowsIn, long RowsOut, Timestamp Watermark, TimeSpan Elapsed,
    IReadOnlyList<VertexMetrics> Vertices, long LateRows, long BadRows)
{
    /// <summary>Rows read per second since the start.</summary>
    public double RowsInPerSecond => Elapsed > TimeSpan.Zero ? RowsIn / Elapsed.TotalSeconds : 0;

    /// <summary>Bytes of input consumed.</summary>
    public long BytesRead { get; init; }

    /// <summary>Bytes that exchanges of batch mode, and heads of loops, have written to disk.</summary>
    public long SpilledBytes { get; init; }

    /// <summary>Rows that have come back to the heads of loops and wait for their turn.</summary>
    public long RowsWaiting { get; init; }

    /// <summary>Counters of functions, in order of operator and name.</summary>
    public IReadOnlyList<CounterMetrics> Counters { get; init; } = [];

    /// <summary>What holds the watermark of each source back, upstream first.</summary>
    public IReadOnlyList<SourceMetrics> Sources { get; init; } = [];
}
