using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>Runs subtasks on worker threads, the most downstream ready one first. Workers sleep while nothing is ready.</summary>
internal sealed class WorkerScheduler : IScheduler
{
    private const int LongestSleepMs = 10_000;

    private readonly ReadyQueues _ready;
    private readonly TimerQueue _timers = new();
    private readonly EventCount _work = new();
    private readonly Thread[] _workers;
    private readonly IClock _clock;
    private readonly IRunListener _listener;
    private volatile bool _stopping;
    private bool _started;

    public WorkerScheduler(string name, int workers, int levels, IClock clock, IRunListener listener)
    {
        _ready = new ReadyQueues(levels);
        _clock = clock;
        _listener = listener;
        _workers = new Thread[workers];
        for (int i = 0; i < workers; i++)
            _workers[i] = new Thread(Work) { IsBackground = true, Name = $"{name} worker {i}" };
    }

    /// <summary>Starts the workers.</summary>
    public void Start()
    {
        _started = true;
        foreach (var worker in _workers) worker.Start();
    }

    /// <summary>Lets running steps end, starts no more, and waits for the workers. Not to be called from a worker.</summary>
    public void Stop()
    {
        _stopping = true;
        _work.WakeAll();
        if (!_started) return;
        foreach (var worker in _workers) worker.Join();
    }

    public void Enqueue(Subtask subtask)
    {
        _ready.Add(subtask);
        _work.WakeOne();
    }

    public void Requeue(Subtask subtask) => _ready.Add(subtask);

    public void WakeAt(Subtask subtask, long timeUs)
    {
        _timers.Add(subtask, timeUs);
        // A sleeping worker may have to get up earlier than it thought.
        _work.WakeOne();
    }

    public void RunBeside(IThreadPoolWorkItem work) => Connectors.DeviceThreads.Run(work);

    private void Work()
    {
        using var scratch = new ScratchArena();
        using var scope = scratch.Enter();
        while (!_stopping)
        {
            if (_timers.NextUs != long.MaxValue) _timers.Fire(_clock.NowUs);
            if (_ready.TryTake(out var subtask)) Run(subtask);
            else Sleep();
        }
    }

    private void Sleep()
    {
        long epoch = _work.Prepare();
        if (_stopping || !_ready.IsEmpty)
        {
            _work.Cancel();
            return;
        }
        long next = _timers.NextUs;
        long untilNextMs = next == long.MaxValue ? LongestSleepMs : (next - _clock.NowUs + 999) / 1000;
        if (untilNextMs <= 0) _work.Cancel();
        else _work.Wait(epoch, (int)Math.Min(untilNextMs, LongestSleepMs));
    }

    private void Run(Subtask subtask)
    {
        try
        {
            if (subtask.Run(subtask.Units, out _)) _listener.OnFinished(subtask);
        }
        catch (Exception cause)
        {
            _listener.OnFailed(subtask, cause);
        }
    }
}
