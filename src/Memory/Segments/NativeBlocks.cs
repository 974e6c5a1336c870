using System.Numerics;
using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>
/// Where all memory comes from that text may point into. What comes back keeps its addresses for the next user, of this job or another:
/// text kept past its life can be read without a crash. Thread: any.
/// </summary>
/// <remarks>
/// <para>The process gives up physical memory, not addresses: of what is free beyond <see cref="WarmBytes"/> the pages go back to the
/// system. Addresses of a size are used again, so they do not become more than were ever in use at a time.</para>
/// <para>Called once per block of a page or more, never per row.</para>
/// </remarks>
internal static unsafe class NativeBlocks
{
    private const int MinWarmBytes = 16 * 1024 * 1024;
    // What a job is most likely to ask for next; pages that were given back cost it a fault each, a fifth of the time of a job with ten million keys.
    private const int WarmShare = 16;

    private const int HugePageBytes = 2 * 1024 * 1024;
    // Smaller blocks are cut from regions, since each of its own would lie in two more pages.
    private const int RegionBytes = 1024 * 1024;

    /// <summary>A unit in which memory can be given back: 4, 16 or 64 KiB.</summary>
    private static readonly int PageBytes = Environment.SystemPageSize;

    /// <summary>Free memory that stays as it is: a sixteenth of what the process may use. Set by tests.</summary>
    internal static long WarmBytes { get; set; } = Math.Max(MinWarmBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / WarmShare);

    private static readonly Lock Gate = new();
    private static readonly Dictionary<int, (Stack<nint> Warm, Stack<nint> Cold)> Free = [];
    private static long _warmBytes;

    /// <summary>Memory at a multiple of a page, or of 2 MiB for 2 MiB or more. Its bytes have no particular value.</summary>
    public static byte* Rent(int sizeBytes)
    {
        int size = Round(sizeBytes);
        lock (Gate)
        {
            var free = FreeOf(size);
            if (free.Warm.TryPop(out nint warm))
            {
                _warmBytes -= size;
                return (byte*)warm;
            }
            if (free.Cold.TryPop(out nint cold)) return (byte*)cold;
            if (size > RegionBytes / 2) return (byte*)NativeMemory.AlignedAlloc((nuint)size, (nuint)(size >= HugePageBytes ? HugePageBytes : PageBytes));
            byte* region = (byte*)NativeMemory.AlignedAlloc(RegionBytes, (nuint)PageBytes);
            for (int at = RegionBytes / size * size - size; at > 0; at -= size) free.Cold.Push((nint)(region + at));
            return region;
        }
    }

    /// <summary>Takes memory back.</summary>
    /// <param name="address">What <see cref="Rent"/> gave.</param>
    /// <param name="sizeBytes">What it was asked for.</param>
    public static void Return(void* address, int sizeBytes)
    {
        if (address == null) return;
        int size = Round(sizeBytes);
        lock (Gate)
        {
            if (_warmBytes + size <= WarmBytes)
            {
                _warmBytes += size;
                FreeOf(size).Warm.Push((nint)address);
                return;
            }
        }
        // Outside the lock: it takes a while, and other jobs rent meanwhile.
        NativePages.Discard((byte*)address, size);
        lock (Gate) FreeOf(size).Cold.Push((nint)address);
    }

    /// <summary>Sizes in steps of an eighth, so that blocks of about a size serve each other.</summary>
    private static int Round(int sizeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        int step = Math.Max(PageBytes, (int)BitOperations.RoundUpToPowerOf2((uint)sizeBytes) / 16);
        return checked(Math.Max(1, (sizeBytes + step - 1) / step) * step);
    }

    private static (Stack<nint> Warm, Stack<nint> Cold) FreeOf(int size)
    {
        if (!Free.TryGetValue(size, out var free)) Free.Add(size, free = (new(), new()));
        return free;
    }
}
