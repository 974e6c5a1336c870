namespace Millrace.Runtime;

#pragma warning disable CS1591, CA1822, CA1032, IDE0005
public sealed class JobMetrics
{
    public JobMetricsSnapshot Snapshot() => new(0, 0, Timestamp.MinValue, TimeSpan.Zero, [], 0, 0);
}
