using Millrace.Runtime;

namespace Millrace.Host.Tests.Support;

/// <summary>A sink that only has a lifecycle, and remembers it.</summary>
internal sealed class TestSink : ISinkLifecycle
{
    /// <summary>What opening throws, if anything.</summary>
    public Exception? OpenFailure { get; init; }

    public bool Committed { get; private set; }

    public ValueTask OpenAsync(CancellationToken cancellation) =>
        OpenFailure is null ? default : ValueTask.FromException(OpenFailure);

    public ValueTask CommitAsync(CancellationToken cancellation)
    {
        Committed = true;
        return default;
    }

    public ValueTask AbortAsync() => default;
}
