namespace Millrace.Runtime;

/// <summary>Wake-ups by time. Thread: any.</summary>
internal sealed class TimerQueue
{
    private readonly Lock _changing = new();
    private readonly PriorityQueue<Subtask, long> _timers = new();
    private long _next = long.MaxValue;

    /// <summary>Time of the earliest wake-up; <see cref="long.MaxValue"/> if there is none.</summary>
    public long NextUs => Volatile.Read(ref _next);

    public void Add(Subtask subtask, long timeUs)
    {
        lock (_changing)
        {
            _timers.Enqueue(subtask, timeUs);
            Publish();
        }
    }

    /// <summary>Wakes every subtask whose time has come.</summary>
    public void Fire(long nowUs)
    {
        while (NextUs <= nowUs)
        {
            Subtask subtask;
            lock (_changing)
            {
                if (!_timers.TryPeek(out subtask!, out long time) || time > nowUs) return;
                _timers.Dequeue();
                Publish();
            }
            subtask.Wake();
        }
    }

    private void Publish() => Volatile.Write(ref _next, _timers.TryPeek(out _, out long time) ? time : long.MaxValue);
}
