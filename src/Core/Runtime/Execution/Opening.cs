using System.Runtime.ExceptionServices;

namespace Millrace.Runtime;

/// <summary>
/// Opens what a job reads and writes. All at a time: a pipe opens only when there is somebody at its other end, and that may be a program
/// that opens several of the job's pipes, in any order.
/// </summary>
internal static class Opening
{
    /// <summary>Starts all, in order, and waits for all. The first that fails ends the waiting of the others, and is thrown.</summary>
    public static async ValueTask AllAsync(IEnumerable<Func<CancellationToken, ValueTask>> openings, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Exception? failure = null;
        var started = new List<Task>();
        foreach (var open in openings)
        {
            if (Volatile.Read(ref failure) is not null) break;
            started.Add(OneAsync(open));
        }
        await Task.WhenAll(started).ConfigureAwait(false);
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);

        async Task OneAsync(Func<CancellationToken, ValueTask> open)
        {
            try
            {
                await open(stop.Token).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                if (Interlocked.CompareExchange(ref failure, error, null) is null) await stop.CancelAsync().ConfigureAwait(false);
            }
        }
    }
}
