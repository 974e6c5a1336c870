using System.Diagnostics.CodeAnalysis;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Asks something outside the job: so many calls at a time, each within a time limit, again if that fails, and no faster than a rate.
/// </summary>
/// <remarks>
/// <para>Thread: the subtask's. Only the end of a task comes from elsewhere, through <see cref="EndedAttempts"/>, and wakes the subtask.</para>
/// <para>
/// What is asked for is a copy of the request's own. Its memory goes back when the operator has released the request and no task of it
/// runs any more, also one whose time was up long ago.
/// </para>
/// </remarks>
/// <param name="call">The call.</param>
/// <param name="how">Its limits.</param>
/// <param name="name">Name of the operator, for errors.</param>
/// <param name="context">The subtask's.</param>
internal sealed class AsyncCalls<TArg, TArgRecord, TResult, TCall>(TCall call, Async how, string name, SubtaskContext context)
    where TArg : unmanaged
    where TArgRecord : struct, IRecord<TArg>
    where TCall : struct, IAsyncCall<TArg, TResult>
{
    // Tasks whose time was up, beyond the capacity: each keeps the memory of its row, and one that never ends must not fill the memory.
    private const int MostStray = 1_000;

    private readonly StateHeap _heap = new(context.State);
    private readonly EndedAttempts _ended = new(() => context.Wake());
    private readonly AttemptList _running = new();
    private readonly AttemptList _abandoned = new();
    private readonly Stack<AsyncRequest<TArg, TResult>> _spareRequests = [];
    private readonly Stack<AsyncAttempt<TArg, TResult>> _spareAttempts = [];
    // Links of their own are not needed: a request is in one of these at a time, or in none.
    private readonly Queue<AsyncRequest<TArg, TResult>> _waiting = new();
    private readonly PriorityQueue<AsyncRequest<TArg, TResult>, (long TimeUs, long Order)> _retries = new();
    private readonly Queue<AsyncRequest<TArg, TResult>> _finished = new();
    private readonly List<AsyncRequest<TArg, TResult>> _retired = [];
    private TCall _call = call;
    private RateLimit _rate = new(how.CallsPerSecond / context.Parallelism);
    private long _retryOrder;

    /// <summary>True if tasks have ended since the last <see cref="Advance"/>.</summary>
    public bool HasEnded => _ended.Any;

    /// <summary>When <see cref="Advance"/> has something to do, if no task ends before: <see cref="long.MaxValue"/> for never.</summary>
    public long NextDueUs
    {
        get
        {
            long due = _running.First?.DeadlineUs ?? long.MaxValue;
            if (_running.Count >= how.Capacity) return due;
            if (_waiting.Count > 0) due = Math.Min(due, _rate.NextUs);
            else if (_retries.TryPeek(out _, out var at)) due = Math.Min(due, Math.Max(at.TimeUs, _rate.NextUs));
            return due;
        }
    }

    /// <summary>Asks for something, at once or when there is room for a further call.</summary>
    public AsyncRequest<TArg, TResult> Ask(in TArg arg)
    {
        if (!_spareRequests.TryPop(out var request)) request = new();
        request.Arg = _heap.Keep<TArg, TArgRecord>(in arg);
        if (_waiting.Count == 0 && _running.Count < how.Capacity && _rate.TryTake(context.OutsideNowUs)) Begin(request);
        else _waiting.Enqueue(request);
        return request;
    }

    /// <summary>Asks for something as soon as <see cref="Advance"/> finds room for a further call.</summary>
    public AsyncRequest<TArg, TResult> AskLater(in TArg arg)
    {
        if (!_spareRequests.TryPop(out var request)) request = new();
        request.Arg = _heap.Keep<TArg, TArgRecord>(in arg);
        _waiting.Enqueue(request);
        return request;
    }

    /// <summary>Adds the requests to a list that <see cref="TryTakeFinished"/> has not given, in no order.</summary>
    public void AddTo(List<AsyncItem> requests)
    {
        for (var attempt = _running.First; attempt is not null; attempt = attempt.Later) requests.Add(((AsyncAttempt<TArg, TResult>)attempt).Request);
        requests.AddRange(_waiting);
        foreach (var (request, _) in _retries.UnorderedItems) requests.Add(request);
        requests.AddRange(_finished);
    }

    /// <summary>Looks at what has ended, whose time is up, and what may begin.</summary>
    public void Advance()
    {
        for (var attempt = _ended.Take(); attempt is not null;)
        {
            var next = attempt.NextEnded;
            End((AsyncAttempt<TArg, TResult>)attempt);
            attempt = next;
        }
        long now = context.OutsideNowUs;
        while (_running.First is { } late && late.DeadlineUs <= now) TimeOut((AsyncAttempt<TArg, TResult>)late);
        while (_running.Count < how.Capacity)
        {
            bool isRetry = _retries.TryPeek(out var request, out var at) && at.TimeUs <= now;
            if ((!isRetry && !_waiting.TryPeek(out request)) || !_rate.TryTake(now)) break;
            if (isRetry) _retries.Dequeue();
            else _waiting.Dequeue();
            Begin(request!);
        }
    }

    /// <summary>Takes a request that has its answer, or its last failure.</summary>
    public bool TryTakeFinished([NotNullWhen(true)] out AsyncRequest<TArg, TResult>? request) => _finished.TryDequeue(out request);

    /// <summary>A request is needed no more, but for rows on their way that may point at its text: until <see cref="FreeRetired"/>.</summary>
    public void Retire(AsyncRequest<TArg, TResult> request) => _retired.Add(request);

    /// <summary>No row points at the text of retired requests any more.</summary>
    public void FreeRetired()
    {
        foreach (var request in _retired)
        {
            request.IsReleased = true;
            if (request.Running == 0) Recycle(request);
        }
        _retired.Clear();
    }

    /// <summary>
    /// Signals the tokens of all tasks that run and waits until they have ended. If some have not within ten seconds, the memory that they may
    /// read stays with them, and the last of them gives it back.
    /// </summary>
    /// <exception cref="JobFailedException">Tasks go on.</exception>
    public void Close()
    {
        int running = _running.Count + _abandoned.Count;
        _ended.StopWaking();
        for (var attempt = _running.First; attempt is not null; attempt = attempt.Later) attempt.Cancel();
        int left = _ended.Close(running, how.Patience, _heap.Dispose);
        if (left > 0) throw new JobFailedException(
            $"{left} calls of '{name}' in '{context.VertexName}' have not ended {how.Patience.TotalSeconds:0.#} s after they were cancelled, and keep the memory of their rows. " +
            "Pass the cancellation token on to what the call awaits.");
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "Kept until it has ended, and then asked for its result once.")]
    private void Begin(AsyncRequest<TArg, TResult> request)
    {
        if (!_spareAttempts.TryPop(out var attempt)) attempt = new(_ended);
        attempt.Request = request;
        long now = context.OutsideNowUs;
        attempt.DeadlineUs = how.Timeout.Microseconds < long.MaxValue - Math.Max(now, 0) ? now + how.Timeout.Microseconds : long.MaxValue;
        request.Attempts++;
        request.Running++;
        _running.Add(attempt);
        try
        {
            attempt.Task = _call.Call(request.Arg, attempt.Cancellation.Token);
        }
        catch (Exception failure)
        {
            attempt.Task = ValueTask.FromException<TResult>(failure);
        }
        var awaiter = attempt.Task.ConfigureAwait(false).GetAwaiter();
        if (awaiter.IsCompleted) End(attempt);
        else awaiter.UnsafeOnCompleted(attempt.OnEnd);
    }

    private void End(AsyncAttempt<TArg, TResult> attempt)
    {
        var request = attempt.Request;
        bool isAbandoned = attempt.IsAbandoned;
        (isAbandoned ? _abandoned : _running).Remove(attempt);
        request.Running--;
        Exception? failure = null;
        TResult? result = default;
        try
        {
            result = attempt.Task.GetAwaiter().GetResult();
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }
        attempt.Task = default;
        attempt.Request = null!;
        attempt.NextEnded = null;
        attempt.Reset();
        _spareAttempts.Push(attempt);
        if (isAbandoned)
        {
            if (request.IsReleased && request.Running == 0) Recycle(request);
        }
        else if (failure is not null)
        {
            Fail(request, failure);
        }
        else
        {
            request.Result = result;
            _finished.Enqueue(request);
        }
    }

    private void TimeOut(AsyncAttempt<TArg, TResult> attempt)
    {
        _running.Remove(attempt);
        _abandoned.Add(attempt);
        attempt.IsAbandoned = true;
        attempt.Cancel();
        if (_abandoned.Count > how.Capacity + MostStray) throw new JobFailedException(
            $"{_abandoned.Count} calls of '{name}' in '{context.VertexName}' go on though their time of {how.Timeout.ToTimeSpan()} was up and their token signalled. " +
            "Pass the cancellation token on to what the call awaits, so that it ends.");
        Fail(attempt.Request, new TimeoutException($"No answer within {how.Timeout.ToTimeSpan()}."));
    }

    private void Fail(AsyncRequest<TArg, TResult> request, Exception failure)
    {
        if (request.Attempts <= how.Retries)
        {
            _retries.Enqueue(request, (Saturating(context.OutsideNowUs, BackoffUs(request.Attempts)), _retryOrder++));
            return;
        }
        request.Failure = failure;
        _finished.Enqueue(request);
    }

    private long BackoffUs(int attempts)
    {
        long backoff = how.Backoff.Microseconds, longest = how.LongestBackoff.Microseconds;
        return backoff == 0 ? 0 : attempts > 62 || backoff > longest >> (attempts - 1) ? longest : backoff << (attempts - 1);
    }

    private static long Saturating(long nowUs, long laterUs) => laterUs < long.MaxValue - Math.Max(nowUs, 0) ? nowUs + laterUs : long.MaxValue;

    private void Recycle(AsyncRequest<TArg, TResult> request)
    {
        _heap.Release<TArg, TArgRecord>(in request.Arg);
        request.Arg = default;
        request.Result = default;
        request.Failure = null;
        request.Attempts = 0;
        request.IsReleased = request.IsDone = false;
        _spareRequests.Push(request);
    }
}
