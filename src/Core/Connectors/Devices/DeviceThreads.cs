namespace Millrace.Connectors;

/// <summary>
/// Threads on which connectors wait for devices: file reads, decompression, writes. Not the thread pool's, whose idle threads
/// look for work for a while before they sleep: a third of all processor time while reading CSV (390 ms against 235 for 3 M rows).
/// </summary>
internal static class DeviceThreads
{
    private const int IdleMs = 5_000;

    private static readonly Lock Gate = new();
    private static readonly Stack<DeviceThread> Idle = new();

    // Simulated runs have one thread and a clock of their own, which no device moves.
    [ThreadStatic]
    private static bool _isAtOnce;

    /// <summary>True while this thread waits for devices itself.</summary>
    public static bool AreAtOnce => _isAtOnce;

    /// <summary>What this thread runs, until the result is disposed, is done at once and not on another thread.</summary>
    public static AtOnce DoAtOnce() => new();

    /// <summary>Runs <paramref name="work"/> on an idle thread or a new one; it must not throw. Never blocks for long, but after <see cref="DoAtOnce"/>.</summary>
    public static void Run(IThreadPoolWorkItem work)
    {
        if (_isAtOnce)
        {
            work.Execute();
            return;
        }
        DeviceThread? thread;
        lock (Gate)
        {
            if (!Idle.TryPop(out thread)) thread = null;
        }
        (thread ?? new DeviceThread()).Start(work);
    }

    /// <summary>Calls something that waits for a device.</summary>
    /// <param name="call">What is called.</param>
    /// <param name="late">Gets the result if nobody waits for it any more.</param>
    /// <param name="cancellation">Ends the waiting, not the call.</param>
    public static async Task<TResult> CallAsync<TResult>(Func<TResult> call, Action<TResult> late, CancellationToken cancellation)
    {
        var work = new DeviceCall<TResult>(call, late);
        Run(work);
        using var cancelled = cancellation.Register(() => work.Cancel(cancellation));
        return await work.Result.ConfigureAwait(false);
    }

    /// <summary>While it lasts, the thread waits for devices itself. Disposed by the same thread.</summary>
    internal readonly ref struct AtOnce : IDisposable
    {
        private readonly bool _before;

        public AtOnce()
        {
            _before = _isAtOnce;
            _isAtOnce = true;
        }

        public void Dispose() => _isAtOnce = _before;
    }

    private sealed class DeviceThread
    {
        private readonly object _signal = new();
        private IThreadPoolWorkItem? _work;
        private Thread? _thread;

        public void Start(IThreadPoolWorkItem work)
        {
            lock (_signal)
            {
                _work = work;
                Monitor.Pulse(_signal);
            }
            if (_thread is not null) return;
            _thread = new Thread(Loop) { IsBackground = true, Name = "millrace device" };
            _thread.Start();
        }

        private void Loop()
        {
            while (Next() is { } work)
            {
                work.Execute();
                lock (Gate) Idle.Push(this);
            }
        }

        // Null once nobody has wanted this thread for a while.
        private IThreadPoolWorkItem? Next()
        {
            while (true)
            {
                lock (_signal)
                {
                    if (_work is null) Monitor.Wait(_signal, IdleMs);
                    if (_work is { } work)
                    {
                        _work = null;
                        return work;
                    }
                }
                if (Retire()) return null;
            }
        }

        private bool Retire()
        {
            lock (Gate)
            {
                // Taken off the stack by someone who is about to give it work.
                if (!Idle.Contains(this)) return false;
                var others = Idle.Where(thread => thread != this).Reverse().ToArray();
                Idle.Clear();
                foreach (var other in others) Idle.Push(other);
                return true;
            }
        }
    }
}
