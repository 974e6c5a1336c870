using System.Runtime.InteropServices;

namespace Millrace.Hosting;

/// <summary>
/// Tells a second wish to stop from one that comes twice. When a terminal is closed, its shell sends SIGHUP to its jobs and the kernel sends it again
/// when the shell ends; service managers send SIGHUP right behind SIGTERM. So SIGHUP is a wish of its own only some time after the last signal. Thread: any.
/// </summary>
internal sealed class StopRequests(TimeProvider clock)
{
    // Longer than a shell takes to end, and short enough for somebody who waits.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private long? _last;

    /// <summary>Takes a signal.</summary>
    public StopRequest Note(PosixSignal signal)
    {
        lock (_gate)
        {
            long now = clock.GetTimestamp();
            long? before = _last;
            _last = now;
            if (before is not { } last) return StopRequest.Stop;
            return signal == PosixSignal.SIGHUP && clock.GetElapsedTime(last, now) < Quiet ? StopRequest.Repeated : StopRequest.EndNow;
        }
    }
}
