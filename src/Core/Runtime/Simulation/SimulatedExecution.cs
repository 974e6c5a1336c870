using Millrace.Connectors;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>
/// Runs a whole parallel job on the calling thread, on virtual time, in an order drawn from a seed: the same seed gives the same
/// interleaving, so that a failure found once can be found again. Sources and sinks must answer at once, or later with <see cref="CallAt"/>; devices are waited for.
/// </summary>
internal sealed class SimulatedExecution : IAsyncDisposable
{
    private readonly JobRuntime _runtime;
    private readonly VirtualClock _clock = new();
    private readonly SimulatedScheduler _scheduler;
    private readonly SimulatedTransport _transport;
    private readonly SinkSet _sinks;
    // The caller's own text lives in the arena of its thread, which steps would empty.
    private readonly ScratchArena _scratch = new();

    public SimulatedExecution(JobGraph graph, JobOptions options, int seed, Duration longestDelay = default)
    {
        _scheduler = new SimulatedScheduler(seed, _clock);
        _transport = new SimulatedTransport(seed, _clock, longestDelay.Microseconds);
        _runtime = new JobRuntime(graph, options, _clock, _transport);
        _sinks = new SinkSet(graph.Sinks);
        Metrics = new JobMetrics(_runtime, _clock);
    }

    /// <summary>What the job has done so far.</summary>
    public JobMetrics Metrics { get; }

    /// <summary>Virtual time.</summary>
    public VirtualClock Clock => _clock;

    /// <summary>Whether the job runs as a stream or in batch mode.</summary>
    public JobMode Mode => _runtime.Graph.Mode;

    /// <summary>False for runs whose steps nobody looks at.</summary>
    public bool KeepsTrace { get => _scheduler.KeepsTrace; set => _scheduler.KeepsTrace = value; }

    /// <summary>Every step, in order.</summary>
    public IReadOnlyList<SimulatedStep> Trace => _scheduler.Trace;

    /// <summary>Subtasks, by vertex and index.</summary>
    public IReadOnlyList<Subtask> Subtasks => _runtime.Subtasks;

    /// <summary>Segments rented and not returned.</summary>
    public long Outstanding => _runtime.Outstanding;

    /// <summary>How the job's memory is divided.</summary>
    public MemoryPlan Plan => _runtime.Plan;

    /// <summary>Calls between two steps, at or soon after a time of <see cref="Clock"/>: for sources whose rows come over time.</summary>
    public void CallAt(long timeUs, Action call) => _scheduler.CallAt(timeUs, call);

    /// <summary>True if no row is anywhere between the sources' positions and state.</summary>
    public bool IsQuiet => _transport.IsEmpty && _runtime.Subtasks.All(static subtask => subtask.IsQuiet);

    /// <summary>Who is not <see cref="IsQuiet"/>, for errors.</summary>
    public string Restless => string.Join(", ", _runtime.Subtasks.Where(static subtask => !subtask.IsQuiet).Select(static subtask => $"{subtask.Context.VertexName}[{subtask.Context.Index}]")) is { Length: > 0 } names ? names : "channels";

    /// <summary>True if every subtask has begun.</summary>
    public bool IsOpen => _runtime.Subtasks.All(static subtask => subtask.IsOpen);

    /// <summary>Lets no more rows in, so that the job comes to rest; only when it <see cref="IsOpen"/>.</summary>
    public void Pause()
    {
        foreach (var subtask in SimulatedPause.Of(_runtime.Graph, _runtime.Subtasks)) subtask.IsPaused = true;
    }

    /// <summary>Ends a <see cref="Pause"/>.</summary>
    public void GoOn()
    {
        foreach (var subtask in _runtime.Subtasks.Where(static subtask => subtask.IsPaused))
        {
            subtask.IsPaused = false;
            subtask.Wake();
        }
    }

    /// <summary>What each subtask keeps, by vertex and index; only while the job is quiet.</summary>
    public IReadOnlyList<byte[]> Save()
    {
        using var scope = _scratch.Enter();
        return [.. _runtime.Subtasks.Select(static subtask =>
        {
            var writer = new SnapshotWriter();
            subtask.Save(writer);
            return writer.ToArray();
        })];
    }

    /// <summary>Opens everything and makes all subtasks ready.</summary>
    /// <param name="restored">What <see cref="Save"/> of another run of the same job gave; null to start from nothing.</param>
    public async ValueTask StartAsync(IReadOnlyList<byte[]>? restored = null)
    {
        await _sinks.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        await Open().ConfigureAwait(false);
        Metrics.Watch();
        for (int i = 0; i < restored?.Count; i++) _runtime.Subtasks[i].Restored = Part(restored, i);
        foreach (var subtask in _runtime.Subtasks) subtask.Wake();
    }

    // Sources look at their first rows.
    private ValueTask Open()
    {
        using var atOnce = DeviceThreads.DoAtOnce();
        return _runtime.OpenAsync(_scheduler, CancellationToken.None);
    }

    /// <summary>A subtask's own part, with what those of its vertex have shared.</summary>
    private SnapshotReader Part(IReadOnlyList<byte[]> restored, int subtask)
    {
        var context = _runtime.Subtasks[subtask].Context;
        var reader = new SnapshotReader(restored[subtask]);
        reader.ShareWith(restored.Skip(subtask - context.Index).Take(context.Parallelism));
        return reader;
    }

    /// <summary>Runs at most <paramref name="steps"/> steps. True while there is something to run now or later.</summary>
    public bool Run(int steps)
    {
        using var atOnce = DeviceThreads.DoAtOnce();
        using var scope = _scratch.Enter();
        for (int i = 0; i < steps; i++)
        {
            try
            {
                if (!_scheduler.RunOne(out _)) return false;
            }
            catch (Exception cause)
            {
                throw JobFailedException.Of(_runtime.Graph.Name, _scheduler.Current!, cause);
            }
        }
        return true;
    }

    /// <summary>Runs the whole job. Throws <see cref="JobFailedException"/>, also if subtasks are left that nothing will wake.</summary>
    public async Task RunToEndAsync()
    {
        Exception? failure = null;
        try
        {
            await StartAsync().ConfigureAwait(false);
            while (Run(1024)) { }
            AssertFinished();
        }
        catch (Exception cause)
        {
            failure = cause;
        }
        await EndAsync(failure).ConfigureAwait(false);
    }

    /// <summary>Throws <see cref="JobFailedException"/> if subtasks are left that nothing will wake.</summary>
    public void AssertFinished()
    {
        var stuck = _runtime.Subtasks.Where(subtask => !subtask.HasFinished).Select(subtask => $"{subtask.Context.VertexName}[{subtask.Context.Index}]").ToList();
        if (stuck.Count > 0) throw new JobFailedException($"Nothing will ever wake {string.Join(", ", stuck)}.");
    }

    /// <summary>Closes a job that has ended, or failed, and throws the failure.</summary>
    public async Task EndAsync(Exception? failure)
    {
        foreach (var problem in await _runtime.CloseAsync().ConfigureAwait(false)) failure ??= problem;
        failure = await _sinks.EndAsync(failure, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, CancellationToken.None).ConfigureAwait(false);
        if (failure is not null) throw failure;
    }

    /// <summary>Ends a job that has not finished, as a cancel does. Throws what went wrong in closing.</summary>
    public async Task StopAsync()
    {
        var problems = await _runtime.CloseAsync().ConfigureAwait(false);
        await _sinks.EndAsync(new JobCancelledException("The simulation was stopped."), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, CancellationToken.None).ConfigureAwait(false);
        if (problems.Count > 0) throw problems[0];
    }

    public ValueTask DisposeAsync()
    {
        _scratch.Dispose();
        return _runtime.DisposeAsync();
    }
}
