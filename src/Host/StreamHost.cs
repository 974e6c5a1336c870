using Millrace.Hosting;
using Millrace.Runtime;

namespace Millrace;

/// <summary>Runs jobs: as the whole of a program, or inside one.</summary>
public static class StreamHost
{
    /// <summary>
    /// Runs a job as a program: reads the command line (<c>--help</c> describes it), shows progress on a terminal, stops
    /// cleanly on Ctrl-C, SIGTERM and SIGHUP, and reports errors as one line each.
    /// </summary>
    /// <typeparam name="TJob">The job.</typeparam>
    /// <param name="args">The arguments of the program.</param>
    /// <returns>The exit code: 0 done, 1 the job failed, 2 wrong usage, 130, 143 or 129 stopped by Ctrl-C, SIGTERM or SIGHUP.</returns>
    public static Task<int> RunAsync<TJob>(string[] args) where TJob : class, IJob<TJob>
    {
        ArgumentNullException.ThrowIfNull(args);
        return JobProgram.RunAsync(new JobProgramType(TJob.Name, TJob.Parameters, (values, settings) => TJob.Build(TJob.Create(values), settings)),
            args, Terminal.Process);
    }

    /// <summary>Starts a job inside this process.</summary>
    /// <typeparam name="TJob">The job.</typeparam>
    /// <param name="job">The job, with its parameters set.</param>
    /// <param name="options">Parallelism, memory, logger; null for the defaults.</param>
    /// <param name="cancellation">Cancels the job, also after it has started.</param>
    /// <returns>A handle. What the job itself runs into is reported by its <see cref="RunningJob.Completion"/>.</returns>
    /// <exception cref="JobConfigurationException">An option is out of its range, or the options cannot work for this job, such as too little memory.</exception>
    public static Task<RunningJob> StartAsync<TJob>(TJob job, JobOptions? options = null, CancellationToken cancellation = default)
        where TJob : class, IJob<TJob>
    {
        ArgumentNullException.ThrowIfNull(job);
        cancellation.ThrowIfCancellationRequested();
        options ??= new JobOptions();
        JobValidation.CheckOptions(options);
        // Building reads the job's arguments only; opening files and servers happens inside the run.
        var running = new RunningJob(TJob.Name, JobExecution.Start(TJob.Build(job, new GraphSettings(options.Parallelism, options.Mode)), options));
        if (cancellation.CanBeCanceled)
        {
            var registration = cancellation.Register(static state => _ = ((RunningJob)state!).CancelAsync(), running);
            running.Completion.ContinueWith(_ => registration.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        return Task.FromResult(running);
    }
}
