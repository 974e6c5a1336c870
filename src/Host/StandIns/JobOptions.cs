using Microsoft.Extensions.Logging;

namespace Millrace.Runtime;

#pragma warning disable CS1591, CA1822, CA1032, IDE0005
public sealed record JobOptions
{
    public int Parallelism { get; init; } = Environment.ProcessorCount;
    public long MemoryBytes { get; init; }
    public ILogger? Logger { get; init; }
    public Duration BufferTimeout { get; init; } = Duration.Milliseconds(1);
}
