namespace Millrace.Connectors;

/// <summary>
/// The right to write to a channel or row stream: one run has it, for as many sinks as it likes, and when the last of them ends so does what they
/// write to. Two runs would end it for each other, while rows of the second are still to come. Thread: any.
/// </summary>
/// <param name="what">What the user calls it, as at the beginning of a sentence.</param>
/// <param name="complete">Tells the reader that no more rows come; with an error if some are missing.</param>
internal sealed class RunClaim(string what, Action<ConnectorException?> complete)
{
    private readonly Lock _gate = new();
    private object? _run;
    private int _sinks;
    private bool _ended;

    /// <summary>Takes it for a sink of a run. Throws <see cref="ConnectorException"/> if another run has it, or has had it.</summary>
    /// <param name="run">The run, by identity.</param>
    public void Begin(object run)
    {
        lock (_gate)
        {
            if (_ended) throw new ConnectorException($"{what} has carried the rows of another run, which has ended. Make one for each run.");
            if (_run is not null && _run != run) throw new ConnectorException($"{what} is written by another run, and is completed when that ends. Make one for each run.");
            _run = run;
            _sinks++;
        }
    }

    /// <summary>A sink has ended. The first error, or else the last sink, completes what they write to.</summary>
    public void End(ConnectorException? error)
    {
        lock (_gate)
        {
            _sinks--;
            if (error is null && _sinks > 0) return;
            (_ended, _run) = (true, null);
        }
        complete(error);
    }
}
