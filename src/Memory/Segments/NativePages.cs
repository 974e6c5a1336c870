using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>Hints to the operating system about memory.</summary>
internal static unsafe partial class NativePages
{
    private const int MadvDontNeed = 4;
    private const int MadvFree = 5;

    /// <summary>Gives the memory of whole pages back to the system, at once or when it runs short, and keeps their addresses readable. Best effort.</summary>
    public static void Discard(byte* address, int sizeBytes)
    {
        if (OperatingSystem.IsLinux()) _ = Advise(address, (nuint)sizeBytes, MadvDontNeed);
        else if (OperatingSystem.IsMacOS()) _ = Advise(address, (nuint)sizeBytes, MadvFree);
        else if (OperatingSystem.IsWindows()) _ = DiscardVirtualMemory(address, (nuint)sizeBytes);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* address, nuint length, int advice);

    [LibraryImport("kernel32")]
    private static partial uint DiscardVirtualMemory(byte* address, nuint length);
}
