using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>What an operator with rows that wait has to tell the next one, once they have gone on if it is the end of input.</summary>
internal struct AsyncEnd
{
    private long _nowUs;
    private bool _tells;
    private bool _finishes;

    /// <summary>True while the end of input waits for rows: further ones must not come.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>The time of the clock, which waits only if it stands for the end of input.</summary>
    public void Tell(long nowUs)
    {
        _nowUs = nowUs;
        _tells = true;
        IsDraining |= nowUs == long.MaxValue;
    }

    /// <summary>The end of input.</summary>
    public void Finish() => _finishes = IsDraining = true;

    /// <summary>Tells what is to be told, if it need not wait. False if it has to, or what it set off is unfinished.</summary>
    public bool GoOn<TNext>(bool isEmpty, ref TNext next) where TNext : struct, IChain
    {
        if (IsDraining && !isEmpty) return false;
        IsDraining = false;
        if (_tells)
        {
            _tells = false;
            next.Flush();
            if (!next.ProcessingTime(_nowUs)) return false;
        }
        if (!_finishes) return true;
        _finishes = false;
        next.Flush();
        return next.Finish();
    }

    /// <summary>Asks for the time at which an operator has something to do: at once if <paramref name="isReady"/>, else when it is due.</summary>
    /// <param name="context">The subtask's.</param>
    /// <param name="hasRoom">False if the next operator takes nothing: its room brings a step of its own.</param>
    /// <param name="isReady">True if something has ended or may go on.</param>
    /// <param name="dueUs">When the next call is due to begin or to be given up; <see cref="long.MaxValue"/> for never.</param>
    public static void Ask(SubtaskContext context, bool hasRoom, bool isReady, long dueUs)
    {
        if (!hasRoom) return;
        if (isReady) context.WakeAt(context.NowUs);
        else if (dueUs != long.MaxValue) context.WakeOutsideAt(dueUs);
    }

    /// <summary>The error for a row without an answer.</summary>
    public static JobFailedException Failed(string name, SubtaskContext context, AsyncItem row, string method)
    {
        var failure = row.Failure!;
        string time = row.Time == long.MinValue ? "" : $", of event time {new Timestamp(row.Time)}";
        string tried = row.Attempts == 1 ? "" : $" in each of {row.Attempts} attempts, the last time";
        return new($"The call of '{name}' in '{context.VertexName}' for its row {row.Number} in subtask {context.Index}{time} failed{tried}: {failure.GetType().Name}: {Sentence.Of(failure.Message)} " +
            $"If that can pass, allow more retries or a longer time; if rows may do without, give {method} a fallback, which makes a row of it.", failure)
        { IsTransient = true };
    }
}
