using System.Numerics;
using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>
/// Where all memory comes from that text may point into. What comes back keeps its addresses for the next user, of this job or another:
/// text kept past its life can be read without a crash. Thread: any.
/// </summary>
/// <remarks>
/// <para>The process gives up physical memory, not addresses: of what is free beyond <see cref="WarmBytes"/> the pages go back to the
/// system, and read as zero. Addresses of a size are used again, so they do not become more than were ever in use at a time.</para>
/// <para>Called once per block of 4 KiB or more, never per row.</para>
/// </remarks>
internal static unsafe class NativeBlocks
{
    /// <summary>Free memory that stays as it is: a fresh page costs a fault every 4 KiB.</summary>
    private const long WarmBytes = 16L * 1024 * 1024;

    private const int PageBytes = 4096;
    private const int HugePageBytes = 2 * 1024 * 1024;
    // Smaller blocks are cut from regions, since each of its own would lie in two more pages.
    private const int RegionBytes = 1024 * 1024;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<int, Stack<(nint Address, bool IsWarm)>> Free = [];
    private static long _warmBytes;

    /// <summary>Memory at a multiple of 4096, or of 2 MiB for 2 MiB or more. Its bytes have no particular value.</summary>
    public static byte* Rent(int sizeBytes)
    {
        int size = Round(sizeBytes);
        lock (Gate)
        {
            var free = FreeOf(size);
            if (free.TryPop(out var block))
            {
                if (block.IsWarm) _warmBytes -= size;
                return (byte*)block.Address;
            }
            if (size > RegionBytes / 2) return (byte*)NativeMemory.AlignedAlloc((nuint)size, size >= HugePageBytes ? HugePageBytes : (nuint)PageBytes);
            byte* region = (byte*)NativeMemory.AlignedAlloc(RegionBytes, PageBytes);
            for (int at = RegionBytes / size * size - size; at > 0; at -= size) free.Push(((nint)(region + at), false));
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
            bool isWarm = _warmBytes + size <= WarmBytes;
            if (isWarm) _warmBytes += size;
            else NativePages.Discard((byte*)address, size);
            FreeOf(size).Push(((nint)address, isWarm));
        }
    }

    /// <summary>Sizes in steps of an eighth, so that blocks of about a size serve each other.</summary>
    private static int Round(int sizeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        int step = Math.Max(PageBytes, (int)BitOperations.RoundUpToPowerOf2((uint)sizeBytes) / 16);
        return checked(Math.Max(1, (sizeBytes + step - 1) / step) * step);
    }

    private static Stack<(nint Address, bool IsWarm)> FreeOf(int size)
    {
        if (!Free.TryGetValue(size, out var free)) Free.Add(size, free = new Stack<(nint Address, bool IsWarm)>());
        return free;
    }
}
