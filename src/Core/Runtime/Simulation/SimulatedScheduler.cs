namespace Millrace.Runtime;

/// <summary>
/// Runs subtasks one after the other on the calling thread: which of the ready ones, for how many work units, and how long that
/// takes in virtual time, comes from the seed.
/// </summary>
internal sealed class SimulatedScheduler(int seed, VirtualClock clock) : IScheduler
{
    private readonly Random _random = new(seed);
    private readonly List<Subtask> _ready = [];
    private readonly PriorityQueue<Action, (long Time, long Order)> _timers = new();
    private readonly List<SimulatedStep> _trace = [];
    private long _order;

    /// <summary>False for runs whose steps nobody looks at.</summary>
    public bool KeepsTrace { get; set; } = true;

    /// <summary>Every step so far.</summary>
    public IReadOnlyList<SimulatedStep> Trace => _trace;

    public void Enqueue(Subtask subtask) => _ready.Add(subtask);

    public void Requeue(Subtask subtask) => _ready.Add(subtask);

    public void WakeAt(Subtask subtask, long timeUs) => CallAt(timeUs, subtask.Wake);

    public void RunBeside(IThreadPoolWorkItem work) => CallAt(clock.NowUs + _random.Next(2_000), work.Execute);

    /// <summary>Calls between two steps, at or soon after a time.</summary>
    public void CallAt(long timeUs, Action call) => _timers.Enqueue(call, (timeUs, _order++));

    /// <summary>Runs one step, or moves the time to the next wake-up. False if nothing is ready and nothing will be.</summary>
    public bool RunOne(out Subtask? finished)
    {
        finished = null;
        while (_timers.TryPeek(out var due, out var when) && (when.Time <= clock.NowUs || _ready.Count == 0))
        {
            _timers.Dequeue();
            clock.AdvanceTo(when.Time);
            due();
        }
        if (_ready.Count == 0) return false;
        int index = _random.Next(_ready.Count);
        Subtask subtask = _ready[index];
        _ready.RemoveAt(index);
        Current = subtask;
        int units = _random.Next(1, 1024);
        long start = clock.NowUs;
        bool done = subtask.Run(units, out var result);
        clock.Advance(1 + (units - Math.Max(subtask.Context.Budget.Left, 0)) / 16 + _random.Next(50));
        if (KeepsTrace) _trace.Add(new SimulatedStep(start, subtask.Context.VertexName, subtask.Context.Index, units, result));
        if (done) finished = subtask;
        return true;
    }

    /// <summary>The subtask whose step runs or ran last.</summary>
    public Subtask? Current { get; private set; }
}
