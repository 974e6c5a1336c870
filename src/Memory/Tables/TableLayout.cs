using System.Numerics;
using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>How the slots of a page lie in memory: entries and epochs in one block, a tag byte per slot in another.</summary>
/// <remarks>
/// Tags lie together so that one load tests <see cref="GroupSlots"/> of them; the first are repeated behind the last, so that a
/// load near the end sees the beginning. They have a block of their own because blocks of 32 KiB start at the same set of
/// every cache: at the head of each page the tags of all pages would have had to share a fortieth of the L2 cache.
/// </remarks>
internal readonly struct TableLayout
{
    /// <summary>Tags tested by one load.</summary>
    public const int GroupSlots = 16;

    /// <summary>Slots of a page.</summary>
    public readonly int Slots;

    /// <summary>Offset of the epochs behind the entries, in bytes.</summary>
    public readonly int Epochs;

    /// <summary>Size of the block of entries and epochs, in bytes.</summary>
    public readonly int PageBytes;

    /// <summary>Size of the block of tags, in bytes.</summary>
    public readonly int TagBytes;

    public TableLayout(int pageBytes, int entryBytes)
    {
        PageBytes = pageBytes;
        Slots = pageBytes / (entryBytes + sizeof(uint));
        Epochs = pageBytes - Slots * sizeof(uint);
        TagBytes = Math.Max(Segment.MinBytes, (int)BitOperations.RoundUpToPowerOf2((uint)(Slots + GroupSlots)));
    }

    /// <summary>Most entries that a page takes: a longer search costs more than the memory saved.</summary>
    public int Capacity => Slots - (Slots >> 2);

    /// <summary>The slot that a hash leads to: spreads the low half of the hash over any number of slots, in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Home(ulong mixed, int slots) => (int)(((ulong)(uint)mixed * (uint)slots) >> 32);
}
