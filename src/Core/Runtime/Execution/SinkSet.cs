using Microsoft.Extensions.Logging;
using Millrace.Connectors;

namespace Millrace.Runtime;

/// <summary>The sinks of a job and their common life: opened before anything runs, committed after all has finished, else aborted.</summary>
internal sealed class SinkSet(IReadOnlyList<ISinkLifecycle> sinks)
{
    private int _opened;

    /// <summary>Opens every sink.</summary>
    public ValueTask OpenAsync(CancellationToken cancellation) => Opening.AllAsync(sinks.Select(sink => new Func<CancellationToken, ValueTask>(stop =>
    {
        // Not counted: what another run has is not this one's to abort.
        (sink as ISinkClaim)?.Claim(run: this);
        // Counted first: a sink that fails half way has something to abort.
        _opened++;
        return sink.OpenAsync(stop);
    })), cancellation);

    /// <summary>Commits every sink if nothing has failed, aborts otherwise. Returns the failure, or the one met here.</summary>
    /// <param name="failure">Why the job has ended early; null if it has not.</param>
    /// <param name="logger">Where further failures go.</param>
    /// <param name="cancellation">Ends the wait for readers, as long as nothing is committed.</param>
    public async ValueTask<Exception?> EndAsync(Exception? failure, ILogger logger, CancellationToken cancellation)
    {
        int committed = 0;
        try
        {
            foreach (var sink in sinks)
                if (failure is null && sink is IBufferedSink buffered) await buffered.DrainAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception problem)
        {
            failure = problem;
        }
        while (failure is null && committed < _opened)
        {
            try
            {
                await sinks[committed].CommitAsync(CancellationToken.None).ConfigureAwait(false);
                Release(committed++);
            }
            catch (Exception problem)
            {
                failure = problem;
            }
        }
        for (int i = committed; failure is not null && i < _opened; i++)
        {
            try
            {
                await sinks[i].AbortAsync().ConfigureAwait(false);
            }
            catch (Exception problem)
            {
                // The first failure is the one to report.
                logger.LogWarning(problem, "A sink could not be rolled back.");
            }
            Release(i);
        }
        return failure;
    }

    private void Release(int index) => (sinks[index] as ISinkClaim)?.Release();
}
