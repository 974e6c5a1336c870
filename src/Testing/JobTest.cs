using Millrace.Runtime;

namespace Millrace.Testing;

/// <summary>
/// Runs whole jobs on the calling thread, in virtual time: hours pass in milliseconds, and the order in which subtasks run, and how long rows
/// are on their way between them, comes from a seed.
/// </summary>
/// <remarks>
/// Sources and sinks must answer at once: <see cref="TestSource{T}"/> and <see cref="TestSink{T}"/>, arrays, callbacks, files, which are waited for. Channels and
/// sequences have threads of their own, which virtual time does not wait for.
/// </remarks>
public static class JobTest
{
    private static readonly AsyncLocal<JobTestRun?> Current = new();

    /// <summary>The job that runs, for its sources and sinks.</summary>
    internal static JobTestRun? Running => Current.Value;

    /// <summary>Runs a job to its end.</summary>
    /// <param name="job">The job, with its properties set. Runs once; make a new one for another run.</param>
    /// <param name="options">Seed, parallelism, start; the defaults if not given.</param>
    /// <exception cref="JobFailedException">The job failed, or waits for something that will never come.</exception>
    /// <exception cref="TestFailedException">The job has not given back all its memory.</exception>
    public static async Task<JobTestResult> RunAsync<TJob>(TJob job, JobTestOptions? options = null) where TJob : class, IJob<TJob>
    {
        options ??= new();
        var run = new JobTestRun(() => TJob.Build(job, new GraphSettings(options.Parallelism, options.Mode)), options);
        // Only for what is called from here on: it is as before when this method returns.
        Current.Value = run;
        return await run.RunAsync().ConfigureAwait(false);
    }
}
