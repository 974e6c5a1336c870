using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Millrace.Runtime;

/// <summary>A running job. Thread: any.</summary>
public sealed class JobExecution : IAsyncDisposable
{
    private readonly JobRuntime _runtime;
    private readonly JobOptions _options;
    private readonly ILogger _logger;
    private readonly IClock _clock;
    private readonly RunOutcome _outcome;
    private readonly CancellationTokenSource _cancellation = new();

    private JobExecution(JobRuntime runtime, JobOptions options, IClock clock)
    {
        _runtime = runtime;
        _options = options;
        _clock = clock;
        _logger = options.Logger ?? NullLogger.Instance;
        _outcome = new RunOutcome(runtime.Graph.Name);
        Metrics = new JobMetrics(runtime, clock);
        Completion = Task.CompletedTask;
    }

    /// <summary>
    /// Ends when the job has: normally after every sink has committed; faulted with <see cref="JobFailedException"/>; cancelled with
    /// <see cref="JobCancelledException"/>. In every case all memory, files and threads have been given back by then.
    /// </summary>
    public Task Completion { get; private set; }

    /// <summary>What the job has done so far.</summary>
    public JobMetrics Metrics { get; }

    /// <summary>Starts a job. Returns at once; sources and sinks are opened beside, and what goes wrong there faults <see cref="Completion"/>.</summary>
    /// <exception cref="JobConfigurationException">The options do not fit the job, such as too little memory.</exception>
    public static JobExecution Start(JobGraph graph, JobOptions options)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(options);
        var clock = new SystemClock();
        var execution = new JobExecution(new JobRuntime(graph, options, clock, new LocalTransport()), options, clock);
        execution.Completion = Task.Run(execution.RunAsync);
        return execution;
    }

    /// <summary>Stops the job and discards its output. Ends when everything is closed; does not throw if the job had failed or finished.</summary>
    public async Task CancelAsync()
    {
        _outcome.Cancel();
        try
        {
            await _cancellation.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The job has ended already.
        }
        await ((Task)Completion.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)).ConfigureAwait(false);
    }

    /// <summary>Cancels the job if it still runs.</summary>
    public async ValueTask DisposeAsync() => await CancelAsync().ConfigureAwait(false);

    private async Task RunAsync()
    {
        JobGraph graph = _runtime.Graph;
        var sinks = new SinkSet(graph.Sinks);
        var levels = _runtime.Levels.Length == 0 ? 1 : _runtime.Levels.Max() + 1;
        var scheduler = new WorkerScheduler(graph.Name, Math.Min(_options.Parallelism, Environment.ProcessorCount), levels, _clock, _outcome);
        var reading = JobInstruments.Add(graph.Name, Metrics.Snapshot);
        JobInstruments.OpenSoon();
        _logger.LogInformation("Job {Job} starts with parallelism {Parallelism} and {Memory} MB: {Channels} MB for channels, {State} MB for state.",
            graph.Name, _options.Parallelism, _runtime.Plan.TotalBytes >> 20, _runtime.Plan.ChannelBytes >> 20, _runtime.Plan.StateBytes >> 20);
        Exception? failure = null;
        try
        {
            await Opening.AllAsync([sinks.OpenAsync, stop => _runtime.OpenAsync(scheduler, stop)], _cancellation.Token).ConfigureAwait(false);
            _outcome.Expect(_runtime.Subtasks.Count);
            Metrics.Watch();
            foreach (var subtask in _runtime.Subtasks) subtask.Wake();
            scheduler.Start();
            await _outcome.Ended.ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            failure = cause;
        }
        scheduler.Stop();
        _outcome.Observe();
        foreach (var problem in await _runtime.CloseAsync().ConfigureAwait(false)) failure ??= problem;
        failure = await sinks.EndAsync(failure, _logger, _cancellation.Token).ConfigureAwait(false);
        Metrics.Stop();
        reading.End(Metrics.Snapshot());
        JobInstruments.OpenForListeners();
        long leaked = _runtime.Outstanding;
        await _runtime.DisposeAsync().ConfigureAwait(false);
        _cancellation.Dispose();
        Conclude(failure, leaked);
    }

    private void Conclude(Exception? failure, long leaked)
    {
        string job = _runtime.Graph.Name;
        if (leaked != 0)
        {
            _logger.LogError("Job {Job} has not returned {Leaked} segments; please report this.", job, leaked);
            failure ??= new JobFailedException($"Job '{job}' has not returned {leaked} segments of memory; this is a fault of the engine, please report it.");
        }
        switch (failure)
        {
            case null:
                _logger.LogInformation("Job {Job} has finished.", job);
                if (Metrics.Snapshot().LateRows is > 0 and var late)
                    _logger.LogInformation("Job {Job} left out {Late} rows that came after their window had fired; LateOutput(out var late) keeps them.", job, late);
                return;
            case OperationCanceledException when _outcome.IsCancelled:
                _logger.LogInformation("Job {Job} was cancelled.", job);
                throw new JobCancelledException($"Job '{job}' was cancelled.");
            case JobFailedException failed:
                _logger.LogError(failed, "{Message}", failed.Message);
                throw failed;
            case Connectors.ConnectorException connector:
                _logger.LogError(connector, "{Message}", connector.Message);
                throw new JobFailedException(connector.Message, connector) { IsTransient = connector.IsTransient };
            default:
                _logger.LogError(failure, "Job {Job} failed.", job);
                throw new JobFailedException($"Job '{job}' failed: {failure.GetType().Name}: {Sentence.Of(failure.Message)}", failure);
        }
    }
}
