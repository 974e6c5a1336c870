namespace Millrace.Runtime;

/// <summary>Time that only moves forward, injected so that tests need not sleep. Thread: any.</summary>
internal interface IClock
{
    /// <summary>Microseconds since some fixed moment.</summary>
    long NowUs { get; }
}
