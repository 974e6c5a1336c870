namespace Millrace.Runtime;

#pragma warning disable CS1591, CA1822, CA1032, IDE0005
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
