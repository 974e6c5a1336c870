namespace Millrace.Runtime;

#pragma warning disable CS1591, CA1822, CA1032, IDE0005
public sealed record JobMetricsSnapshot(long RowsIn, long RowsOut, Timestamp Watermark, TimeSpan Elapsed,
    IReadOnlyList<VertexMetrics> Vertices, long LateRows, long BadRows);
