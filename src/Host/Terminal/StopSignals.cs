using System.Runtime.InteropServices;

namespace Millrace.Hosting;

/// <summary>Turns the first Ctrl-C or SIGTERM into a call; the second has its usual effect, the end of the process.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly Action<int> _stop;
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _signals;

    public StopSignals(Action<int> stop)
    {
        _stop = stop;
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, 130));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, 143));
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void Handle(PosixSignalContext context, int exitCode)
    {
        if (Interlocked.Increment(ref _signals) > 1) return;
        context.Cancel = true;
        _stop(exitCode);
    }
}
