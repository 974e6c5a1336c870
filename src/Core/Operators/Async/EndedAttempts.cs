using System.Diagnostics;

namespace Millrace.Operators;

/// <summary>Attempts whose task has ended, on their way from whichever thread to the operator's. After its end, they are counted here.</summary>
/// <param name="wake">Makes a step follow. Thread: any.</param>
internal sealed class EndedAttempts(Action wake)
{
    private readonly object _gate = new();
    private AsyncAttempt? _last;
    private volatile bool _closing;
    private Action? _release;
    private int _left;

    /// <summary>True if there are any. Thread: any.</summary>
    public bool Any => Volatile.Read(ref _last) is not null;

    /// <summary>Adds one. Thread: any.</summary>
    public void Add(AsyncAttempt attempt)
    {
        AsyncAttempt? last;
        do
        {
            last = Volatile.Read(ref _last);
            attempt.NextEnded = last;
        }
        while (Interlocked.CompareExchange(ref _last, attempt, last) != last);
        // Whoever closes sets the flag and then looks for attempts: either that sees this one, or this sees the flag.
        if (!_closing)
        {
            wake();
            return;
        }
        lock (_gate)
        {
            if (_release is not null) Settle();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes all, in the order they came, linked by <see cref="AsyncAttempt.NextEnded"/>. Thread: the operator's.</summary>
    public AsyncAttempt? Take()
    {
        if (!Any) return null;
        AsyncAttempt? first = null;
        for (var attempt = Interlocked.Exchange(ref _last, null); attempt is not null;)
        {
            (attempt.NextEnded, var earlier) = (first, attempt.NextEnded);
            first = attempt;
            attempt = earlier;
        }
        return first;
    }

    /// <summary>From here on nothing is woken. To be called before tokens are signalled and <see cref="Close"/>.</summary>
    public void StopWaking()
    {
        _closing = true;
        Interlocked.MemoryBarrier();
    }

    /// <summary>
    /// Waits for the last attempts. <paramref name="release"/> is called when none runs any more: before this returns, or, if their
    /// tasks take longer than <paramref name="patience"/>, by the last of them. Returns how many that are.
    /// </summary>
    public int Close(int running, TimeSpan patience, Action release)
    {
        long start = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            _left = running;
            _release = release;
            Settle();
            while (_left > 0)
            {
                var rest = patience - Stopwatch.GetElapsedTime(start);
                if (rest <= TimeSpan.Zero || !Monitor.Wait(_gate, rest)) break;
            }
            return _left;
        }
    }

    private void Settle()
    {
        for (var attempt = Interlocked.Exchange(ref _last, null); attempt is not null; attempt = attempt.NextEnded)
        {
            attempt.Observe();
            _left--;
        }
        if (_left > 0 || _release is not { } release) return;
        _release = null;
        release();
    }
}
