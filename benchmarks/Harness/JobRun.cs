using System.Diagnostics;
using Millrace.Runtime;

namespace Millrace.Benchmarks;

/// <summary>Runs a job inside this process, as an embedding program would, and times it.</summary>
internal static class JobRun
{
    /// <summary>From building the graph until the sinks have committed.</summary>
    public static async Task<Timing> TimeAsync<TJob>(TJob job, int parallelism) where TJob : class, IJob<TJob>
    {
        var cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await using (var execution = JobExecution.Start(TJob.Build(job, new GraphSettings(parallelism)), new JobOptions { Parallelism = parallelism }))
            await execution.Completion;
        return new Timing(Stopwatch.GetElapsedTime(start).TotalMilliseconds, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
    }
}
