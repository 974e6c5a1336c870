using Millrace.Runtime;

namespace Millrace.Jobs.Tests;

/// <summary>Runs jobs.</summary>
internal static class Run
{
    public static async Task ToEndAsync<TJob>(TJob job, int parallelism = 1) where TJob : class, IJob<TJob>
    {
        var graph = TJob.Build(job, new GraphSettings(parallelism));
        await using var execution = JobExecution.Start(graph, new JobOptions { Parallelism = parallelism, MemoryBytes = 256 << 20 });
        await execution.Completion.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
