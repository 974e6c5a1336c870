namespace Millrace;

/// <summary>How calls to something outside the job are made: for <c>SelectAsync</c> and <c>Lookup</c>.</summary>
/// <remarks>Capacity holds for each subtask; the rate limit for the whole job, of which each subtask has an equal share.</remarks>
public sealed record Async
{
    private Async() { }

    /// <summary>Results follow in the order of their rows: one slow call holds up the results behind it, though not their calls.</summary>
    /// <param name="capacity">Most calls of a subtask at a time, at least 1; while as many rows wait for their results, no more are read.</param>
    /// <param name="timeout">How long one attempt may take. Then its cancellation token is signalled, and it counts as failed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not possible.</exception>
    public static Async Ordered(int capacity, Duration timeout) => new Async { IsOrdered = true }.With(capacity, timeout);

    /// <summary>Results follow as soon as they are there. None passes a watermark: time goes on only behind the rows before it.</summary>
    /// <inheritdoc cref="Ordered"/>
    public static Async Unordered(int capacity, Duration timeout) => new Async().With(capacity, timeout);

    /// <summary>Calls again when an attempt has failed or run out of time.</summary>
    /// <param name="retries">Most further attempts for a row, not negative.</param>
    /// <param name="backoff">From the failure to the first further attempt; twice as long before each one after that.</param>
    /// <param name="longest">The longest that it becomes; if not said, a minute, or <paramref name="backoff"/> if that is longer.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public Async WithRetry(int retries, Duration backoff, Duration? longest = null)
    {
        if (retries < 0) throw new ArgumentOutOfRangeException(nameof(retries), $"WithRetry({retries}) is not possible; say how many further attempts there may be, from 0.");
        if (backoff < Duration.Zero || longest < Duration.Zero) throw new ArgumentOutOfRangeException(nameof(backoff), $"A retry cannot come {(backoff < Duration.Zero ? backoff : longest)} after a failure; say zero or more.");
        var most = longest ?? (backoff > Duration.Minutes(1) ? backoff : Duration.Minutes(1));
        return this with { Retries = retries, Backoff = backoff, LongestBackoff = most };
    }

    /// <summary>Starts no more than so many attempts a second, evenly; retries count too.</summary>
    /// <remarks>What was not used for a while may be made up for by attempts of a hundredth of a second, not by more.</remarks>
    /// <param name="callsPerSecond">For the whole job, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    public Async WithRateLimit(double callsPerSecond) => callsPerSecond > 0
        ? this with { CallsPerSecond = callsPerSecond }
        : throw new ArgumentOutOfRangeException(nameof(callsPerSecond), $"WithRateLimit({callsPerSecond}) lets no call pass; say a number above zero, or leave it out.");

    internal bool IsOrdered { get; init; }

    internal int Capacity { get; init; }

    internal Duration Timeout { get; init; }

    internal int Retries { get; init; }

    internal Duration Backoff { get; init; }

    internal Duration LongestBackoff { get; init; } = Duration.Minutes(1);

    /// <summary>Infinite for no limit.</summary>
    internal double CallsPerSecond { get; init; } = double.PositiveInfinity;

    /// <summary>How long the end of a job waits for tasks whose token has been signalled.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    private Async With(int capacity, Duration timeout)
    {
        if (capacity < 1) throw new ArgumentOutOfRangeException(nameof(capacity), $"A capacity of {capacity} lets no call pass; say at least 1.");
        if (timeout <= Duration.Zero) throw new ArgumentOutOfRangeException(nameof(timeout), $"A call cannot end within {timeout}; say a length above zero.");
        return this with { Capacity = capacity, Timeout = timeout };
    }
}
