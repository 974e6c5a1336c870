using Millrace.Runtime;

namespace Millrace.Testing;

/// <summary>A run of a job under test, over its crashes.</summary>
/// <param name="build">Makes the job's graph anew.</param>
/// <param name="options">How it runs.</param>
internal sealed class JobTestRun(Func<JobGraph> build, JobTestOptions options)
{
    // Few enough that random crashes come before a short script has ended.
    private const int MostStepsBetween = 40;
    private const int MostStepsToRest = 1_000_000;

    private readonly Random _random = new(options.Seed);
    private readonly List<Action> _waiting = [];
    private readonly HashSet<(object, int)> _crashed = [];
    // Rows in each sink at the last snapshot, or when it was first seen.
    private readonly Dictionary<ITestSink, int> _sinks = [];
    private IReadOnlyList<byte[]>? _snapshot;
    private ScriptMark _noted;
    private long _late;
    private long _lateAtSnapshot;
    private long _steps;

    /// <summary>What runs now; another after each crash.</summary>
    public SimulatedExecution Execution { get; private set; } = null!;

    /// <summary>Streaming, or batch: then nothing is kept, and after a crash the job begins anew.</summary>
    public JobMode Mode => options.Mode;

    /// <summary>True while sources give no rows, so that a snapshot finds none on their way.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>A source has come to a mark of its script.</summary>
    public void Note(ScriptMark mark, (object Script, int Index) place)
    {
        if (mark == ScriptMark.Crash ? !_crashed.Add(place) : Mode == JobMode.Batch) return;
        _noted = mark;
        IsPaused = true;
    }

    /// <summary>A source has nothing to give before the pause ends.</summary>
    public void AwaitEndOfPause(Action wake) => _waiting.Add(wake);

    /// <summary>A sink has its first row.</summary>
    public void Watch(ITestSink sink) => _sinks.TryAdd(sink, sink.Count);

    public async Task<JobTestResult> RunAsync()
    {
        long offsetUs = options.Start.Microseconds, nowUs = 0;
        int crashes = options.Crashes;
        for (int run = 0; ; run++)
        {
            var execution = new SimulatedExecution(build(), new JobOptions { Parallelism = options.Parallelism, Mode = options.Mode, MemoryBytes = options.MemoryBytes, IdleTimeout = options.IdleTimeout, ReadRows = options.Crashes > 0 ? 1 << _random.Next(11) : int.MaxValue },
                options.Seed + run, options.LongestDelay);
            await using (execution.ConfigureAwait(false))
            {
                Execution = execution;
                execution.Clock.UtcOffsetUs = offsetUs;
                execution.Clock.AdvanceTo(nowUs);
                bool hasCrashed = false;
                Exception? failure = null;
                try
                {
                    await execution.StartAsync(_snapshot).ConfigureAwait(false);
                    hasCrashed = RunUntilCrash(ref crashes);
                    if (!hasCrashed) execution.AssertFinished();
                }
                catch (Exception cause)
                {
                    failure = cause;
                }
                _steps += execution.Trace.Count;
                _late = LateRows();
                nowUs = execution.Clock.NowUs;
                if (hasCrashed) await execution.StopAsync().ConfigureAwait(false);
                else await execution.EndAsync(failure).ConfigureAwait(false);
                if (execution.Outstanding != 0) throw new TestFailedException($"The job has not given back {execution.Outstanding} segments.");
                if (!hasCrashed) return new JobTestResult(new Timestamp(execution.Clock.UtcNowUs), _steps, _late);
            }
            TakeBack();
        }
    }

    /// <summary>False if it has come to its end.</summary>
    private bool RunUntilCrash(ref int crashes)
    {
        int left = NextStop();
        while (Execution.Run(1))
        {
            if (_noted == ScriptMark.None && crashes > 0 && --left <= 0)
            {
                left = NextStop();
                if (_random.Next(2) == 0 && Mode != JobMode.Batch) TakeSnapshot();
                else if (crashes-- > 0) return true;
            }
            var noted = _noted;
            _noted = ScriptMark.None;
            if (noted == ScriptMark.Crash) return true;
            if (noted == ScriptMark.Snapshot) TakeSnapshot();
        }
        return false;
    }

    private int NextStop() => _random.Next(1, MostStepsBetween);

    /// <summary>Lets everything on its way arrive, then writes down what is kept.</summary>
    private void TakeSnapshot()
    {
        IsPaused = true;
        Go(() => Execution.IsOpen);
        Execution.Pause();
        Go(() => Execution.IsQuiet);
        _snapshot = Execution.Save();
        foreach (var sink in _sinks.Keys.ToList()) _sinks[sink] = sink.Count;
        _lateAtSnapshot = LateRows();
        options.OnSnapshot?.Invoke();
        IsPaused = false;
        Execution.GoOn();
        foreach (var wake in _waiting) wake();
        _waiting.Clear();
    }

    private void Go(Func<bool> isThere)
    {
        for (int step = 0; !isThere(); step++)
        {
            if (step == MostStepsToRest) throw new TestFailedException($"The job does not come to rest for a snapshot: after {step} steps rows are still on their way, though the sources are silent: {Execution.Restless}.");
            if (!Execution.Run(1)) Execution.AssertFinished();
        }
    }

    /// <summary>Everything since the last snapshot has not been.</summary>
    private void TakeBack()
    {
        _waiting.Clear();
        IsPaused = false;
        _noted = ScriptMark.None;
        _late = _lateAtSnapshot;
        foreach (var (sink, count) in _sinks) sink.CutTo(count);
        options.OnCrash?.Invoke();
    }

    private long LateRows() => _late + Execution.Subtasks.Sum(subtask => subtask.Context.Metrics.LateRows);
}
