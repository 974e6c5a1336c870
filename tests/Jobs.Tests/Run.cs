using Millrace.Runtime;

namespace Millrace.Jobs.Tests;

/// <summary>Runs jobs.</summary>
internal static class Run
{
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
