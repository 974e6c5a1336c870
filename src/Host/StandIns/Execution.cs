using Microsoft.Extensions.Logging;

// Compiled only until Core has the runtime (see the project file): the shapes of its public types, running nothing.
namespace Millrace.Runtime;

#pragma warning disable CS1591, CA1822, CA1032
public sealed class JobExecution : IAsyncDisposable
{
    private readonly TaskCompletionSource _completion = new();
    private JobExecution(JobGraph graph) => _ = RunAsync(graph);
    public static JobExecution Start(JobGraph graph, JobOptions options) => new(graph);
    public Task Completion => _completion.Task;
    public Task CancelAsync() { _completion.TrySetCanceled(); return Task.CompletedTask; }
    public JobMetrics Metrics { get; } = new();
    public ValueTask DisposeAsync() => default;

    private async Task RunAsync(JobGraph graph)
    {
        try
        {
            foreach (var sink in graph.Sinks) await sink.OpenAsync(default).ConfigureAwait(false);
            _completion.TrySetResult();
        }
        catch (Exception e) { _completion.TrySetException(new JobFailedException(e.Message, e)); }
    }
}

public sealed record JobOptions
{
    public int Parallelism { get; init; } = Environment.ProcessorCount;
    public long MemoryBytes { get; init; }
    public ILogger? Logger { get; init; }
    public Duration BufferTimeout { get; init; } = Duration.Milliseconds(1);
}

public sealed class JobMetrics
{
    public JobMetricsSnapshot Snapshot() => new(0, 0, Timestamp.MinValue, TimeSpan.Zero, [], 0, 0);
}

public sealed record JobMetricsSnapshot(long RowsIn, long RowsOut, Timestamp Watermark, TimeSpan Elapsed,
    IReadOnlyList<VertexMetrics> Vertices, long LateRows, long BadRows);

public sealed record VertexMetrics(string Name);

public sealed class JobFailedException(string message, Exception? inner = null) : Exception(message, inner);

public sealed class JobConfigurationException(string message) : Exception(message);
