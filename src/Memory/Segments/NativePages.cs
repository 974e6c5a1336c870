using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>Hints to the operating system about memory.</summary>
internal static unsafe partial class NativePages
{
    private const int MadvHugePage = 14;

    /// <summary>Asks for transparent huge pages, which spare random probes of large tables most TLB misses. Best effort.</summary>
    public static void PreferHuge(byte* address, int sizeBytes)
    {
        if (!OperatingSystem.IsLinux()) return;
        // It can only fail where the kernel has no huge pages; then small ones do.
        _ = Advise(address, (nuint)sizeBytes, MadvHugePage);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* address, nuint length, int advice);
}
