namespace Millrace.Runtime;

/// <summary>Time, injected so that tests need not sleep. Thread: any.</summary>
internal interface IClock
{
    /// <summary>Microseconds since some fixed moment; only moves forward.</summary>
    long NowUs { get; }

    /// <summary>The wall clock: microseconds since the Unix epoch, UTC. It may be set, and then jump either way.</summary>
    long UtcNowUs { get; }
}
