using System.Runtime.InteropServices;

namespace Millrace.Hosting;

/// <summary>
/// Turns the first Ctrl-C, SIGTERM or SIGHUP into a call. The second (see <see cref="StopRequests"/>) ends the process at once; all it waits
/// for is that the temporary files of jobs are removed.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly Action<int> _stop;
    private readonly PosixSignalRegistration[] _signals;
    private readonly StopRequests _requests = new(TimeProvider.System);

    public StopSignals(Action<int> stop)
    {
        _stop = stop;
        _signals = [Register(PosixSignal.SIGINT, 130), Register(PosixSignal.SIGTERM, 143), Register(PosixSignal.SIGHUP, 129)];
    }

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal, int exitCode) => PosixSignalRegistration.Create(signal, context =>
    {
        switch (_requests.Note(signal))
        {
            case StopRequest.Stop:
                context.Cancel = true;
                _stop(exitCode);
                break;
            case StopRequest.EndNow:
                // Not cancelled, the signal then has its usual effect.
                TemporaryFiles.RemoveAll();
                break;
            default:
                context.Cancel = true;
                break;
        }
    });
}
