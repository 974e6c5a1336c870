namespace Millrace.Operators;

/// <summary>Attempts in the order they were added. Thread: its operator's.</summary>
internal sealed class AttemptList
{
    private AsyncAttempt? _last;

    public AsyncAttempt? First { get; private set; }

    public int Count { get; private set; }

    public void Add(AsyncAttempt attempt)
    {
        attempt.Earlier = _last;
        attempt.Later = null;
        if (_last is null) First = attempt;
        else _last.Later = attempt;
        _last = attempt;
        Count++;
    }

    public void Remove(AsyncAttempt attempt)
    {
        if (attempt.Earlier is { } earlier) earlier.Later = attempt.Later;
        else First = attempt.Later;
        if (attempt.Later is { } later) later.Earlier = attempt.Earlier;
        else _last = attempt.Earlier;
        attempt.Earlier = attempt.Later = null;
        Count--;
    }
}
