using System.Numerics;
using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>How the slots of a page lie in memory: entries and epochs in one block, a tag byte per slot in another.</summary>
/// <remarks>
/// Tags lie together so that one load tests <see cref="GroupSlots"/> of them; the first are repeated behind the last, so that a
/// load near the end sees the beginning. They have a block of their own because blocks of 32 KiB start at the same set of
/// every cache: at the head of each page the tags of all pages would have had to share a fortieth of the L2 cache.
/// </remarks>
internal readonly unsafe struct TableLayout
{
    /// <summary>Tags tested by one load.</summary>
    public const int GroupSlots = 16;

    // Four fields: of a copy with more, the JIT keeps none in a register.

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

    /// <summary>The tag of a slot with an entry of this hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte TagOf(ulong mixed) => (byte)((uint)(mixed >> 32) | 0x80);

    /// <summary>A slot counted on beyond the last: at most a group, which is more than once around only if slots are huge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Wrap(int slot, int slots)
    {
        while (slot >= slots) slot -= slots;
        return slot;
    }

    /// <summary>How many slots one lies behind another, around the end.</summary>
    public int Distance(int from, int to) => to >= from ? to - from : to - from + Slots;

    /// <summary>The epoch of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref uint EpochAt(byte* entries, int slot) => ref ((uint*)(entries + Epochs))[slot];

    /// <summary>Sets a tag and what repeats it behind the last.</summary>
    public void SetTag(byte* tags, int slot, byte tag)
    {
        for (int at = slot; at < Slots + GroupSlots; at += Slots) tags[at] = tag;
    }

    /// <summary>The slot for a hash that the page does not have.</summary>
    // One tag after the other: a load of sixteen would wait for the store of the one just set beside it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FreeSlot(byte* tags, ulong mixed)
    {
        int slot = Home(mixed, Slots);
        while (tags[slot] != 0) slot = Wrap(slot + 1, Slots);
        return slot;
    }
}
