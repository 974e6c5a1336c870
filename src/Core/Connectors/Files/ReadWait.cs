using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Millrace.Connectors;

/// <summary>
/// Waits until a descriptor has something to read, and can be told to stop, which a read cannot. Where the system has no such wait for
/// what is read (devices on macOS), it says at once that there is something. Not for Windows. Thread: one waits, any stops.
/// </summary>
internal sealed partial class ReadWait : IDisposable
{
    private const short HasInput = 1;
    private const int Interrupted = 4;

    // Closing the end that is written is what the other end hears.
    private readonly AnonymousPipeServerStream _stop;
    private readonly SafePipeHandle _stopped;
    private readonly PollDescriptor[] _descriptors = new PollDescriptor[2];

    /// <param name="read">What is read; the waiting ends before it is closed.</param>
    public ReadWait(SafeFileHandle read)
    {
        _stop = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        _stopped = _stop.ClientSafePipeHandle;
        _descriptors[0] = new PollDescriptor { Number = (int)read.DangerousGetHandle(), Wanted = HasInput };
        _descriptors[1] = new PollDescriptor { Number = (int)_stopped.DangerousGetHandle(), Wanted = HasInput };
    }

    /// <summary>Ends the waiting, now and later.</summary>
    public void Stop() => _stop.Dispose();

    /// <summary>False if it has been stopped; true if a read would end at once: with bytes, with the end or with an error.</summary>
    public bool WaitForInput()
    {
        while (Poll(ref _descriptors[0], 2, -1) < 0)
        {
            // The read itself says what is wrong.
            if (Marshal.GetLastPInvokeError() != Interrupted) return true;
        }
        return _descriptors[1].Found == 0;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _stopped.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor first, nuint count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Number;
        public short Wanted;
        public short Found;
    }
}
