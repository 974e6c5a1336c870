namespace Millrace.Core.Tests.Operators;

/// <summary>What is asked, without a simulation: a call ends at once, later, with a failure, or after its time, as a seed says.</summary>
internal sealed class Desk(Random random, long hangUs)
{
    private readonly PriorityQueue<Action, (long AtUs, long Order)> _pending = new();
    private long _order;

    public long NowUs { get; private set; }

    /// <summary>Calls begun.</summary>
    public long Calls => _order;

    /// <summary>What is known of something.</summary>
    public static string Answer(string asked) => $"the answer to {asked}";

    /// <summary>The text of a row.</summary>
    public static string Text(int row) => row % 2 == 0 ? $"a text of more than twelve bytes {row}" : $"text {row}";

    public ValueTask<string?> Ask(string asked, Func<string> again)
    {
        _order++;
        bool fails = random.Next(4) == 0;
        if (random.Next(4) == 0) return fails ? throw new InvalidOperationException("not now") : new(Answer(asked));
        var source = new TaskCompletionSource<string?>();
        long after = random.Next(20) == 0 ? hangUs : random.NextInt64(10_000);
        _pending.Enqueue(() =>
        {
            // What is asked for stays as long as the call goes on.
            if (again() != asked) source.SetException(new InvalidDataException($"{asked} has become {again()}"));
            else if (fails) source.SetException(new InvalidOperationException("not now"));
            else source.SetResult(Answer(asked));
        }, (NowUs + after, _order));
        return new(source.Task);
    }

    /// <summary>Ends what is due by now.</summary>
    public void Advance(long byUs)
    {
        NowUs += byUs;
        while (_pending.TryPeek(out _, out var at) && at.AtUs <= NowUs) _pending.Dequeue()();
    }

    /// <summary>Ends all that runs.</summary>
    public void EndAll()
    {
        while (_pending.TryDequeue(out var end, out _)) end();
    }
}
