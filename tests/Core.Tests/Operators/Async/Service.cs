using Millrace.Core.Tests.Runtime;
using Millrace.Operators;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

/// <summary>What is asked in a simulation: each attempt's outcome, and when, comes from its key and a seed.</summary>
internal sealed class Service(int seed, long timeoutUs)
{
    private readonly Dictionary<long, int> _attempts = [];
    private readonly Dictionary<long, long> _failedUs = [];
    private readonly Dictionary<long, CancellationToken> _running = [];
    private long _calls;

    public SimulatedExecution? Simulation { get; set; }

    /// <summary>Percent of attempts that fail, and that hang until long after their time.</summary>
    public int Failing { get; init; }

    /// <inheritdoc cref="Failing"/>
    public int Hanging { get; init; }

    /// <summary>Percent of attempts that end at once.</summary>
    public int Immediate { get; init; } = 20;

    /// <summary>True if tasks never end but by their token.</summary>
    public bool NeverEnds { get; init; }

    /// <summary>From a failure to the next attempt, at least.</summary>
    public long BackoffUs { get; init; }

    /// <summary>When attempts began.</summary>
    public List<long> Starts { get; } = [];

    /// <summary>Most that ran at a time, but for those whose time was up.</summary>
    public int MostRunning { get; private set; }

    /// <summary>The number of the first attempt that succeeds; 0 if none of so many does.</summary>
    public int Answers(long key, int attempts)
    {
        for (int attempt = 1; attempt <= attempts; attempt++)
            if (Plan(key, attempt) is { Fails: false, Hangs: false }) return attempt;
        return 0;
    }

    /// <summary>What was found wrong in calls, whose exceptions count as failures.</summary>
    public List<Exception> Faults { get; } = [];

    public ValueTask<long> Ask(Event row, CancellationToken cancellation)
    {
        try
        {
            return Begin(row, cancellation);
        }
        catch (Exception fault) when (!fault.Message.StartsWith("no ", StringComparison.Ordinal))
        {
            Faults.Add(fault);
            throw;
        }
    }

    private ValueTask<long> Begin(Event row, CancellationToken cancellation)
    {
        long now = Simulation!.Clock.NowUs;
        int attempt = _attempts[row.Key] = _attempts.GetValueOrDefault(row.Key) + 1;
        if (attempt > 1) Assert.True(now >= _failedUs[row.Key] + (BackoffUs << (attempt - 2)));
        Starts.Add(now);
        string text = row.Text.ToString();
        var (fails, hangs, immediate, afterUs) = Plan(row.Key, attempt);
        if (NeverEnds)
        {
            var never = new TaskCompletionSource<long>();
            cancellation.Register(() => never.TrySetCanceled(cancellation));
            return new(never.Task);
        }
        if (immediate) return fails ? Failed(row.Key, attempt, now) : new(attempt);
        var source = new TaskCompletionSource<long>();
        long call = _calls++;
        _running[call] = cancellation;
        MostRunning = Math.Max(MostRunning, _running.Values.Count(token => !token.IsCancellationRequested));
        if (hangs) Simulation.CallAt(now + timeoutUs, () => _failedUs[row.Key] = now + timeoutUs);
        Simulation.CallAt(now + afterUs, () =>
        {
            _running.Remove(call);
            // Also after its time was up, and after its row has gone on.
            Assert.Equal(text, row.Text.ToString());
            Assert.Equal(hangs, cancellation.IsCancellationRequested);
            if (!hangs) _failedUs[row.Key] = Simulation.Clock.NowUs;
            if (fails) source.SetException(new InvalidOperationException($"no {row.Key}"));
            else source.SetResult(attempt);
        });
        return new(source.Task);
    }

    private ValueTask<long> Failed(long key, int attempt, long now)
    {
        _failedUs[key] = now;
        // Half of them as an exception of the call itself.
        return attempt % 2 == 0 ? throw new InvalidOperationException($"no {key}") : ValueTask.FromException<long>(new InvalidOperationException($"no {key}"));
    }

    private (bool Fails, bool Hangs, bool Immediate, long AfterUs) Plan(long key, int attempt)
    {
        var random = new Random((int)((seed * 7_919L + key * 104_729 + attempt * 15_485_863) % int.MaxValue));
        bool hangs = random.Next(100) < Hanging, fails = random.Next(100) < Failing;
        if (hangs) return (fails, true, false, 3 * timeoutUs + random.NextInt64(2 * timeoutUs));
        return (fails, false, random.Next(100) < Immediate, random.NextInt64(timeoutUs / 2));
    }
}

internal struct ServiceFunction(Service service) : IAsyncFunction<Event, long, Event>
{
    public static bool HasFallback => true;

    public readonly ValueTask<long> Call(Event row, CancellationToken cancellation) => service.Ask(row, cancellation);

    public readonly Event Result(in Event row, long result) => row with { Text = $"{row.Text}, attempt {result}" };

    public readonly Event Fallback(in Event row, Exception failure) => row with { Text = $"{row.Text}, {failure.GetType().Name}" };
}
