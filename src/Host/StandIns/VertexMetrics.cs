namespace Millrace.Runtime;

#pragma warning disable CS1591, CA1822, CA1032, IDE0005
public sealed record VertexMetrics(string Name);
