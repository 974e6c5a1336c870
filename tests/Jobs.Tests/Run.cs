using Millrace.Runtime;

namespace Millrace.Jobs.Tests;

/// <summary>Runs jobs.</summary>
internal static class Run
{
    /// <summary>Parallelism 1 and more, as a stream and in batch mode.</summary>
    public static TheoryData<int, JobMode> Modes => new()
    {
        { 1, JobMode.Streaming }, { 2, JobMode.Streaming }, { 5, JobMode.Streaming },
        { 1, JobMode.Batch }, { 2, JobMode.Batch }, { 5, JobMode.Batch },
    };

    /// <summary>Rows of one split in the order in which operators with state get them: in batch mode by time.</summary>
    public static Flight[] InOrder(Flight[] flights, JobMode mode) => mode == JobMode.Batch ? [.. flights.OrderBy(f => f.Date.Microseconds)] : flights;

    public static Task<JobMetricsSnapshot> ToEndAsync<TJob>(TJob job, int parallelism = 1, JobMode mode = JobMode.Streaming) where TJob : class, IJob<TJob> =>
        ToEndAsync(job, new JobOptions { Parallelism = parallelism, Mode = mode, MemoryBytes = 256 << 20 });

    public static async Task<JobMetricsSnapshot> ToEndAsync<TJob>(TJob job, JobOptions options) where TJob : class, IJob<TJob>
    {
        var graph = TJob.Build(job, new GraphSettings(options.Parallelism, options.Mode));
        await using var execution = JobExecution.Start(graph, options);
        await execution.Completion.WaitAsync(TimeSpan.FromMinutes(3));
        return execution.Metrics.Snapshot();
    }
}
