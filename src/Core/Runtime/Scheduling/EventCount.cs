namespace Millrace.Runtime;

/// <summary>
/// Where workers wait for work. A worker announces that it will wait, looks once more for work, and only then sleeps; whoever
/// brings work looks for announced waiters behind a full fence. One of the two always sees the other.
/// </summary>
internal sealed class EventCount
{
    private readonly object _gate = new();
    private int _waiters;
    private long _epoch;

    /// <summary>Announces a wait; work brought from now on ends it.</summary>
    public long Prepare()
    {
        Interlocked.Increment(ref _waiters);
        return Volatile.Read(ref _epoch);
    }

    /// <summary>Takes an announcement back: work was found.</summary>
    public void Cancel() => Interlocked.Decrement(ref _waiters);

    /// <summary>Sleeps until work is brought after <see cref="Prepare"/>, or until the time is up.</summary>
    public void Wait(long epoch, int timeoutMs)
    {
        lock (_gate)
        {
            if (_epoch == epoch) Monitor.Wait(_gate, timeoutMs);
        }
        Interlocked.Decrement(ref _waiters);
    }

    /// <summary>Ends one wait, if any. Call after the work can be seen.</summary>
    public void WakeOne()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _waiters) == 0) return;
        lock (_gate)
        {
            _epoch++;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Ends every wait.</summary>
    public void WakeAll()
    {
        lock (_gate)
        {
            _epoch++;
            Monitor.PulseAll(_gate);
        }
    }
}
