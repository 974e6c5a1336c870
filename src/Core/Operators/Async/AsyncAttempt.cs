namespace Millrace.Operators;

/// <summary>One task of the user's. Pooled.</summary>
internal abstract class AsyncAttempt
{
    protected AsyncAttempt(EndedAttempts ended) => OnEnd = () => ended.Add(this);

    /// <summary>Link of <see cref="EndedAttempts"/>.</summary>
    internal AsyncAttempt? NextEnded;

    /// <summary>Links of <see cref="AttemptList"/>.</summary>
    internal AsyncAttempt? Earlier;

    /// <inheritdoc cref="Earlier"/>
    internal AsyncAttempt? Later;

    /// <summary>When its time is up.</summary>
    internal long DeadlineUs;

    /// <summary>True once its time was up: the answer comes too late.</summary>
    internal bool IsAbandoned;

    /// <summary>To be called when the task has ended. Thread: any.</summary>
    internal Action OnEnd { get; }

    /// <summary>Signals its token; used again if it was not signalled.</summary>
    internal CancellationTokenSource Cancellation { get; private set; } = new();

    /// <summary>Looks at the outcome of a task that nobody waits for any more.</summary>
    internal abstract void Observe();

    /// <summary>Makes it ready for a further task.</summary>
    internal void Reset()
    {
        IsAbandoned = false;
        // Not disposed of: what was registered may be running still.
        if (!Cancellation.TryReset()) Cancellation = new();
    }

    /// <summary>Signals the token, without running here what the user has registered for that.</summary>
    internal void Cancel() => _ = Cancellation.CancelAsync().ContinueWith(static task => _ = task.Exception, CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}

/// <inheritdoc cref="AsyncAttempt"/>
internal sealed class AsyncAttempt<TArg, TResult>(EndedAttempts ended) : AsyncAttempt(ended) where TArg : unmanaged
{
    public AsyncRequest<TArg, TResult> Request = null!;

    public ValueTask<TResult> Task;

    internal override void Observe()
    {
        try
        {
            _ = Task.GetAwaiter().GetResult();
        }
        catch (Exception)
        {
            // Its row has gone on without it, or the job has ended.
        }
    }
}
