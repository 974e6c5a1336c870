using Millrace.Connectors;
using Millrace.Host.Tests.Support;

namespace Millrace.Host.Tests.Hosting;

public sealed class StreamHostTests
{
    private static readonly JobOptions One = new() { Parallelism = 1, MemoryBytes = 64 << 20 };

    [Fact]
    public async Task A_job_runs_inside_the_program()
    {
        var sink = new TestSink();
        await using var job = await StreamHost.StartAsync(new TestJob { Input = "x", Sink = sink }, One);
        await job.Completion;
        Assert.Equal("test-job", job.Name);
        Assert.Equal(10, job.Metrics.Snapshot().RowsIn);
        Assert.True(sink.Committed);
    }

    [Fact]
    public async Task The_graph_is_built_for_the_parallelism_of_the_options()
    {
        var built = new TestJob { Input = "x" };
        await using var job = await StreamHost.StartAsync(built, One);
        await job.Completion;
        Assert.Equal(1, built.Parallelism);
    }

    [Fact]
    public async Task Cancelling_stops_the_job_without_committing()
    {
        var source = new TestSource(rows: 3, ends: false);
        var sink = new TestSink();
        await using var job = await StreamHost.StartAsync(new TestJob { Input = "x", Source = source, Sink = sink }, One);
        await source.AllRead;
        await job.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.Completion);
        Assert.True(job.Completion.IsCanceled);
        Assert.False(sink.Committed);
    }

    [Fact]
    public async Task A_token_stops_the_job_too()
    {
        using var cancellation = new CancellationTokenSource();
        var source = new TestSource(rows: 3, ends: false);
        await using var job = await StreamHost.StartAsync(new TestJob { Input = "x", Source = source }, One, cancellation.Token);
        await source.AllRead;
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.Completion);
    }

    [Fact]
    public async Task Disposing_stops_a_running_job()
    {
        var source = new TestSource(rows: 3, ends: false);
        var job = await StreamHost.StartAsync(new TestJob { Input = "x", Source = source }, One);
        await source.AllRead;
        await job.DisposeAsync();
        Assert.True(job.Completion.IsCanceled);
    }

    [Fact]
    public async Task A_failure_is_reported_by_the_completion()
    {
        var sink = new TestSink { OpenFailure = new ConnectorException("the disk is full") };
        await using var job = await StreamHost.StartAsync(new TestJob { Input = "x", Sink = sink }, One);
        var error = await Assert.ThrowsAsync<JobFailedException>(() => job.Completion);
        Assert.Equal("the disk is full", error.Message);
        await job.CancelAsync();
    }

    [Fact]
    public async Task Too_little_memory_is_reported_at_once() =>
        await Assert.ThrowsAsync<JobConfigurationException>(() => StreamHost.StartAsync(new TestJob { Input = "x" }, One with { MemoryBytes = 1000 }));
}
